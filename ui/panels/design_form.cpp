// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/design_form.h"

#include "edit/design_document.h"
#include "panels/property_form.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace loadstar::panels {

namespace {

constexpr int kNotesHeight = 132;

} // namespace

DesignForm::DesignForm(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_notes(new QPlainTextEdit(this))
    , m_objective(new PropertyForm(document.kinds().objective(), this))
{
    QLabel *heading = new QLabel(tr("Notes"), this);
    heading->setObjectName(QStringLiteral("groupHeading"));
    m_notes->setObjectName(QStringLiteral("designNotes"));
    m_notes->setAccessibleName(tr("Notes"));
    m_notes->setPlaceholderText(tr("What this design is for, and what was assumed"));
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(kNotesHeight);
    m_notes->installEventFilter(this);
    heading->setBuddy(m_notes);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addWidget(heading);
    column->addWidget(m_notes);
    column->addWidget(m_objective);
    connect(m_objective, &PropertyForm::edited, this,
            [this](const model::PropertySpec &spec, const PropertyChange &change) {
                model::DesignHeader header = m_document.design().header;
                const std::optional<model::PropertyValue> value =
                    change(model::valueOf(header.objective, spec));
                if (!value || *value == spec.defaultValue)
                    header.objective.erase(spec.key);
                else
                    header.objective[spec.key] = *value;
                m_document.perform(tr("Change objective"), {model::PutHeader{header}});
            });
}

void DesignForm::refresh()
{
    const model::DesignHeader &header = m_document.design().header;
    if (m_notes->toPlainText() != header.notes)
        m_notes->setPlainText(header.notes);
    m_objective->setValues({&header.objective});
}

bool DesignForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        commitNotes();
    return QWidget::eventFilter(watched, event);
}

void DesignForm::commitNotes()
{
    model::DesignHeader header = m_document.design().header;
    header.notes = m_notes->toPlainText();
    m_document.perform(tr("Change notes"), {model::PutHeader{header}});
}

} // namespace loadstar::panels
