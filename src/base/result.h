// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace loadstar::base {

/// What went wrong, for people and for programs.
struct Error
{
    /// Stable identifier, for example "file.duplicate-key"; tests compare this.
    QString code;
    /// One sentence: what was found and what is allowed.
    QString message;
    /// File, JSON path, address or component id; may be empty.
    QString where;

    bool operator==(const Error &) const = default;

    /// "where: message", or only the message when `where` is empty.
    QString text() const
    {
        return where.isEmpty() ? message : where + QStringLiteral(": ") + message;
    }
};

/// A value, or the reason why there is none. Test it before taking the value.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_content(std::move(value))
    {}
    Result(Error error)
        : m_content(std::move(error))
    {}

    bool isOk() const { return std::holds_alternative<T>(m_content); }
    explicit operator bool() const { return isOk(); }

    /// The value; calling it on an error is a bug.
    const T &value() const &
    {
        Q_ASSERT_X(isOk(), "Result::value", "holds an error");
        return *std::get_if<T>(&m_content);
    }
    T &value() &
    {
        Q_ASSERT_X(isOk(), "Result::value", "holds an error");
        return *std::get_if<T>(&m_content);
    }
    T &&value() &&
    {
        Q_ASSERT_X(isOk(), "Result::value", "holds an error");
        return std::move(*std::get_if<T>(&m_content));
    }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

    /// The error; calling it on a value is a bug.
    const Error &error() const
    {
        Q_ASSERT_X(!isOk(), "Result::error", "holds a value");
        return *std::get_if<Error>(&m_content);
    }

private:
    std::variant<T, Error> m_content;
};

/// Success without a value, or the reason of failure.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    {}

    bool isOk() const { return !m_error.has_value(); }
    explicit operator bool() const { return isOk(); }

    /// The error; calling it on success is a bug.
    const Error &error() const
    {
        Q_ASSERT_X(!isOk(), "Result::error", "holds no error");
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

} // namespace loadstar::base
