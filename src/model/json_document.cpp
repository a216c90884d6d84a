// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json_document.h"

#include "base/units.h"

#include <QCoreApplication>

#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace loadstar::model {

namespace {

using nlohmann::json;

QString tr(const char *text)
{
    return QCoreApplication::translate("Json", text);
}

/// Builds the value and watches for what a plain parser lets pass: doubled keys and deep nesting.
class StrictBuilder : public json::json_sax_t
{
public:
    explicit StrictBuilder(const QByteArray &bytes)
        : m_bytes(bytes)
    {}

    bool null() override { return add(json()); }
    bool boolean(bool value) override { return add(json(value)); }
    bool number_integer(number_integer_t value) override { return add(json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(json(value)); }
    bool number_float(number_float_t value, const string_t &) override { return add(json(value)); }
    bool string(string_t &value) override { return add(json(std::move(value))); }
    bool binary(binary_t &) override { return false; }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_array() override { return close(); }

    bool key(string_t &name) override
    {
        Level &level = m_levels.back();
        level.key = name;
        if (level.value->contains(name)) {
            m_error = {QStringLiteral("file.duplicate-key"),
                       tr("the key stands twice in one object; once is allowed"), path()};
            return false;
        }
        return true;
    }

    bool parse_error(std::size_t position, const std::string &,
                     const json::exception &problem) override
    {
        constexpr int kNumberOutOfRange = 406;
        if (problem.id == kNumberOutOfRange)
            m_error = {QStringLiteral("file.number-range"),
                       tr("the number is too large; allowed is up to 1.8e308"), path()};
        else
            m_error = {QStringLiteral("file.syntax"), syntaxMessage(position), {}};
        return false;
    }

    json takeValue() { return std::move(m_root); }
    const base::Error &error() const { return m_error; }

private:
    struct Level
    {
        json *value;
        std::string key;
    };

    bool add(json value)
    {
        insert(std::move(value));
        return true;
    }

    json *insert(json value)
    {
        if (m_levels.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Level &level = m_levels.back();
        if (level.value->is_array()) {
            level.value->push_back(std::move(value));
            return &level.value->back();
        }
        json &slot = (*level.value)[level.key];
        slot = std::move(value);
        return &slot;
    }

    bool open(json value)
    {
        if (m_levels.size() >= size_t(kMaximumJsonDepth)) {
            m_error = {QStringLiteral("file.too-deep"),
                       tr("nested deeper than the %1 levels allowed").arg(kMaximumJsonDepth),
                       {}};
            return false;
        }
        json *slot = insert(std::move(value));
        m_levels.push_back({slot, {}});
        return true;
    }

    bool close()
    {
        m_levels.pop_back();
        return true;
    }

    QString path() const
    {
        QString text;
        for (const Level &level : m_levels) {
            if (level.value->is_array())
                text += QStringLiteral("[%1]").arg(
                    qulonglong(level.value->size() ? level.value->size() - 1 : 0));
            else
                text += (text.isEmpty() ? QString() : QStringLiteral(".")) +
                        QString::fromStdString(level.key);
        }
        return text;
    }

    QString syntaxMessage(std::size_t position) const
    {
        const qsizetype end = std::min(qsizetype(position), m_bytes.size());
        const QByteArray before = m_bytes.left(end > 0 ? end - 1 : 0);
        const qsizetype line = before.count('\n') + 1;
        const qsizetype column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
        if (m_bytes.trimmed().isEmpty())
            return tr("the file is empty; a JSON object is expected");
        if (qsizetype(position) > m_bytes.size())
            return tr("the JSON ends too early, at line %1, column %2").arg(line).arg(column);
        return tr("not valid JSON (UTF-8) at line %1, column %2").arg(line).arg(column);
    }

    const QByteArray &m_bytes;
    json m_root;
    std::vector<Level> m_levels;
    base::Error m_error;
};

std::string numberText(const json &value)
{
    if (!value.is_number_float())
        return value.dump();
    const double number = value.get<double>();
    if (!std::isfinite(number))
        return "null";
    return base::formatNumber(number == 0.0 ? 0.0 : number).toStdString();
}

std::string stringText(const std::string &text)
{
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

void writePretty(const json &value, int indent, std::string &out)
{
    if (value.is_number()) {
        out += numberText(value);
        return;
    }
    if (!value.is_structured() || value.empty()) {
        out += value.is_string() ? stringText(value.get_ref<const std::string &>()) : value.dump();
        return;
    }
    const std::string inner(size_t(indent) + 2, ' ');
    out += value.is_array() ? '[' : '{';
    bool isFirst = true;
    for (const auto &item : value.items()) {
        out += isFirst ? "\n" : ",\n";
        isFirst = false;
        out += inner;
        if (value.is_object())
            out += stringText(item.key()) + ": ";
        writePretty(item.value(), indent + 2, out);
    }
    out += '\n' + std::string(size_t(indent), ' ') + (value.is_array() ? ']' : '}');
}

void writeCompact(const json &value, std::string &out)
{
    if (value.is_number()) {
        out += numberText(value);
        return;
    }
    if (!value.is_structured()) {
        out += value.is_string() ? stringText(value.get_ref<const std::string &>()) : value.dump();
        return;
    }
    out += value.is_array() ? '[' : '{';
    bool isFirst = true;
    for (const auto &item : value.items()) {
        if (!isFirst)
            out += ',';
        isFirst = false;
        if (value.is_object())
            out += stringText(item.key()) + ':';
        writeCompact(item.value(), out);
    }
    out += value.is_array() ? ']' : '}';
}

} // namespace

base::Result<json> parseJson(const QByteArray &bytes)
{
    StrictBuilder builder(bytes);
    if (!json::sax_parse(bytes.begin(), bytes.end(), &builder))
        return builder.error();
    return builder.takeValue();
}

QByteArray prettyJson(const json &value)
{
    std::string text;
    writePretty(value, 0, text);
    text += '\n';
    return QByteArray::fromStdString(text);
}

QByteArray compactJson(const json &value)
{
    std::string text;
    writeCompact(value, text);
    return QByteArray::fromStdString(text);
}

QString quotedJson(const json &value)
{
    if (value.is_structured())
        return value.is_array() ? tr("a list") : tr("an object");
    const QString text = QString::fromUtf8(compactJson(value));
    return text.size() <= 60 ? text : text.left(57) + QStringLiteral("...");
}

} // namespace loadstar::model
