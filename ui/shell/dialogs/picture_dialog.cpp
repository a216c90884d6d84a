// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dialogs/picture_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace loadstar::shell {

namespace {

struct Format
{
    const char *suffix;
    const char *name;
    const char *remark;
    bool isPicture;
};

constexpr Format kPictureFormats[] = {
    {"svg", QT_TRANSLATE_NOOP("PictureDialog", "SVG drawing"),
     QT_TRANSLATE_NOOP("PictureDialog", "Sharp at any size; for web pages and word processors."),
     true},
    {"png", QT_TRANSLATE_NOOP("PictureDialog", "PNG picture"),
     QT_TRANSLATE_NOOP("PictureDialog", "Dots; for chats and slides."), true},
    {"pdf", QT_TRANSLATE_NOOP("PictureDialog", "PDF document"),
     QT_TRANSLATE_NOOP("PictureDialog", "One page with text that can be searched."), true},
    {"drawio", QT_TRANSLATE_NOOP("PictureDialog", "draw.io diagram"),
     QT_TRANSLATE_NOOP("PictureDialog", "Shapes to go on with in draw.io."), false},
    {"mmd", QT_TRANSLATE_NOOP("PictureDialog", "Mermaid flowchart"),
     QT_TRANSLATE_NOOP("PictureDialog", "Text for Markdown pages."), false},
    {"dot", QT_TRANSLATE_NOOP("PictureDialog", "Graphviz graph"),
     QT_TRANSLATE_NOOP("PictureDialog", "Text for Graphviz."), false},
};

constexpr QSize kPreviewSize{400, 180};

} // namespace

PictureDialog::PictureDialog(const PictureChoice &last, const PictureOffer &offer, QWidget *parent)
    : QDialog(parent)
    , m_offer(offer)
    , m_form(new QFormLayout)
    , m_preview(new QLabel(this))
    , m_pixels(new QLabel(this))
    , m_format(new QComboBox(this))
    , m_all(new QRadioButton(tr("The whole diagram"), this))
    , m_selection(new QRadioButton(tr("Only what is selected"), this))
    , m_onlyLayer(new QRadioButton(tr("Only the layer"), this))
    , m_layer(new QComboBox(this))
    , m_theme(new QComboBox(this))
    , m_scale(new QSpinBox(this))
    , m_transparent(new QCheckBox(tr("Transparent background"), this))
    , m_design(new QCheckBox(tr("Include the design, so that the picture opens again in Loadstar"),
                             this))
    , m_remark(new QLabel(this))
{
    setWindowTitle(tr("Export picture"));
    for (const Format &format : kPictureFormats)
        m_format->addItem(tr(format.name), QString::fromLatin1(format.suffix));
    m_format->setObjectName(QStringLiteral("pictureFormat"));
    m_format->setCurrentIndex(std::max(0, m_format->findData(last.suffix)));
    (offer.hasSelection && last.isSelectionOnly ? m_selection : m_all)->setChecked(true);
    m_selection->setObjectName(QStringLiteral("pictureSelection"));
    m_selection->setEnabled(offer.hasSelection);
    m_onlyLayer->setObjectName(QStringLiteral("pictureOnlyLayer"));
    m_onlyLayer->setEnabled(!offer.layers.isEmpty());
    m_layer->setObjectName(QStringLiteral("pictureLayer"));
    m_layer->setAccessibleName(tr("Layer"));
    m_layer->addItems(offer.layers);
    m_layer->setEnabled(false);
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_theme->addItem(tr("For print, in black and white"), QStringLiteral("print"));
    m_theme->setCurrentIndex(std::max(0, m_theme->findData(last.theme)));
    m_scale->setObjectName(QStringLiteral("pictureScale"));
    m_scale->setRange(1, 4);
    m_scale->setSuffix(tr(" ×"));
    m_scale->setValue(last.scale);
    m_transparent->setChecked(last.isTransparent);
    m_design->setChecked(last.hasDesign);
    m_remark->setObjectName(QStringLiteral("remark"));
    m_remark->setWordWrap(true);

    m_preview->setObjectName(QStringLiteral("picturePreview"));
    m_preview->setAccessibleName(tr("Preview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setFixedHeight(kPreviewSize.height());
    m_pixels->setObjectName(QStringLiteral("picturePixels"));

    m_form->addRow(tr("Format"), m_format);
    m_form->addRow(QString(), m_remark);
    m_form->addRow(tr("Show"), m_all);
    m_form->addRow(QString(), m_selection);
    auto *layerRow = new QHBoxLayout;
    layerRow->addWidget(m_onlyLayer);
    layerRow->addWidget(m_layer, 1);
    m_form->addRow(QString(), layerRow);
    m_form->addRow(tr("Theme"), m_theme);
    auto *sizeRow = new QHBoxLayout;
    sizeRow->addWidget(m_scale);
    sizeRow->addWidget(m_pixels, 1);
    m_form->addRow(tr("Size"), sizeRow);
    m_sizeRow = sizeRow;
    m_form->addRow(QString(), m_transparent);
    m_form->addRow(QString(), m_design);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *next = buttons->addButton(tr("Choose a file…"), QDialogButtonBox::AcceptRole);
    next->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(14);
    column->addWidget(m_preview);
    column->addLayout(m_form);
    column->addStretch(1);
    column->addWidget(buttons);
    setMinimumWidth(440);
    connect(m_format, &QComboBox::currentIndexChanged, this, &PictureDialog::refresh);
    for (QComboBox *box : {m_layer, m_theme})
        connect(box, &QComboBox::currentIndexChanged, this, &PictureDialog::showPreview);
    for (QAbstractButton *button :
         std::initializer_list<QAbstractButton *>{m_all, m_selection, m_onlyLayer, m_transparent})
        connect(button, &QAbstractButton::toggled, this, &PictureDialog::showPreview);
    connect(m_scale, &QSpinBox::valueChanged, this, &PictureDialog::showPreview);
    connect(m_onlyLayer, &QRadioButton::toggled, m_layer, &QWidget::setEnabled);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refresh();
}

void PictureDialog::refresh()
{
    const Format &format = kPictureFormats[m_format->currentIndex()];
    m_remark->setText(tr(format.remark));
    m_theme->setEnabled(format.isPicture);
    m_transparent->setEnabled(format.isPicture);
    m_design->setEnabled(format.isPicture);
    m_form->setRowVisible(m_sizeRow, m_format->currentData().toString() == u"png");
    m_preview->setVisible(format.isPicture && m_offer.preview);
    showPreview();
}

void PictureDialog::showPreview()
{
    const PictureChoice chosen = choice();
    if (m_offer.size) {
        const QSize size = m_offer.size(chosen);
        m_pixels->setText(tr("%1 × %2 pixels").arg(size.width()).arg(size.height()));
    }
    if (!m_offer.preview || m_preview->isHidden())
        return;
    QImage picture = m_offer.preview(chosen, kPreviewSize * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    m_preview->setPixmap(QPixmap::fromImage(picture));
}

PictureChoice PictureDialog::choice() const
{
    PictureChoice choice;
    choice.suffix = m_format->currentData().toString();
    choice.isSelectionOnly = m_selection->isChecked();
    if (m_onlyLayer->isChecked())
        choice.layer = m_layer->currentText();
    choice.theme = m_theme->currentData().toString();
    choice.scale = m_scale->value();
    choice.isTransparent = m_transparent->isChecked();
    choice.hasDesign = m_design->isChecked();
    return choice;
}

} // namespace loadstar::shell
