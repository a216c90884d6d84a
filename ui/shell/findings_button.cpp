// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/findings_button.h"

#include "edit/design_document.h"

#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QWidgetAction>

#include <algorithm>

namespace loadstar::shell {

namespace {

constexpr size_t kMostShown = 15;
constexpr int kReasonWidth = 320;

QString signOf(base::Severity severity)
{
    switch (severity) {
    case base::Severity::Error:
        return FindingsButton::tr("Error: %1");
    case base::Severity::Warning:
        return FindingsButton::tr("Warning: %1");
    case base::Severity::Hint:
        return FindingsButton::tr("Hint: %1");
    }
    Q_UNREACHABLE();
}

QString reasonOf(const lint::Finding &finding)
{
    for (const lint::Rule &rule : lint::builtinRules()) {
        if (rule.id == finding.rule)
            return FindingsButton::tr("%1 (chapter, item %2)").arg(rule.why, rule.chapter);
    }
    return {};
}

/// Why it matters, over several lines.
QWidgetAction *reasonAction(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text);
    label->setObjectName(QStringLiteral("findingReason"));
    label->setWordWrap(true);
    label->setFixedWidth(kReasonWidth);
    label->setContentsMargins(14, 8, 14, 8);
    auto *action = new QWidgetAction(parent);
    action->setText(text);
    action->setDefaultWidget(label);
    return action;
}

} // namespace

FindingsButton::FindingsButton(edit::DesignDocument &document, QWidget *parent)
    : QToolButton(parent)
    , m_document(document)
{
    setObjectName(QStringLiteral("statusFindings"));
    setPopupMode(QToolButton::InstantPopup);
    setToolTip(tr("What is wrong with the design, or could be better"));
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &FindingsButton::fillMenu);
    // Changes of one turn of the event loop are one.
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &FindingsButton::start);
    connect(&document, &edit::DesignDocument::changed, this, [this] {
        m_isStale = true;
        if (!m_isRunning)
            m_soon.start();
    });
    show({});
}

void FindingsButton::start()
{
    m_isRunning = true;
    m_isStale = false;
    m_task = base::runTask(
        this,
        [design = m_document.design(), &kinds = m_document.kinds()](base::TaskControl &) {
            return lint::review(design, kinds);
        },
        [this](std::vector<lint::Finding> findings) {
            m_isRunning = false;
            show(std::move(findings));
            if (m_isStale)
                m_soon.start();
        });
}

void FindingsButton::show(std::vector<lint::Finding> findings)
{
    m_findings = std::move(findings);
    const bool hasError =
        std::any_of(m_findings.begin(), m_findings.end(), [](const lint::Finding &finding) {
            return finding.severity == base::Severity::Error;
        });
    setText(tr("%n finding(s)", nullptr, static_cast<int>(m_findings.size())));
    setProperty("hasError", hasError);
    style()->unpolish(this);
    style()->polish(this);
    setVisible(!m_findings.empty());
}

void FindingsButton::fillMenu()
{
    menu()->clear();
    qDeleteAll(menu()->findChildren<QMenu *>(Qt::FindDirectChildrenOnly));
    for (size_t i = 0; i < std::min(m_findings.size(), kMostShown); ++i) {
        const lint::Finding finding = m_findings[i];
        QMenu *one = menu()->addMenu(signOf(finding.severity).arg(finding.message));
        one->addAction(reasonAction(reasonOf(finding), one));
        if (m_document.design().hasElement(finding.target))
            one->addAction(tr("Show"), this, [this, finding] {
                if (m_document.design().hasElement(finding.target))
                    m_document.select({finding.target});
            });
        if (!finding.edits.empty())
            one->addAction(tr("Fix: %1").arg(finding.fix), this, [this, finding] { fix(finding); });
    }
    if (m_findings.size() > kMostShown) {
        QAction *more = menu()->addAction(
            tr("%n more", nullptr, static_cast<int>(m_findings.size() - kMostShown)));
        more->setEnabled(false);
    }
}

void FindingsButton::fix(const lint::Finding &finding)
{
    // What is shown may be older than the design.
    const std::vector<lint::Finding> now = lint::review(m_document.design(), m_document.kinds());
    const auto found = std::find_if(now.begin(), now.end(), [&finding](const lint::Finding &each) {
        return each.rule == finding.rule && each.target == finding.target;
    });
    if (found == now.end())
        return;
    const std::vector<model::DesignEdit> edits =
        lint::fixFor(m_document.design(), m_document.kinds(), *found);
    if (!edits.empty())
        m_document.perform(found->fix, edits);
}

} // namespace loadstar::shell
