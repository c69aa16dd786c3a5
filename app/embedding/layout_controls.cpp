#include "app/embedding/layout_controls.h"

#include "app/pages/labelled_row.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"

#include <nlohmann/json.hpp>

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace modalscope {

LayoutControls::LayoutControls(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_method(new QComboBox(this))
    , m_dimensions(new QComboBox(this))
    , m_fit(new QComboBox(this))
    , m_supervised(new QCheckBox(tr("Labels guide"), this))
    , m_options(new QToolButton(this))
    , m_compute(new QPushButton(icon(u"play"), tr("Compute"), this))
{
    m_method->setObjectName(name + QStringLiteral("Method"));
    m_method->setToolTip(tr("PCA: the directions of largest variance, at once. UMAP: near points stay near; "
                            "it takes seconds to minutes and waits for the button"));
    for (const auto& choice : choices(LayoutMethod{}))
        m_method->addItem(toQt(choice.label), toQt(choice.text));
    m_dimensions->setObjectName(name + QStringLiteral("Dimensions"));
    m_dimensions->addItem(tr("2-D"), 2);
    m_dimensions->addItem(tr("3-D"), 3);
    m_dimensions->setToolTip(tr("Of the picture; in 3-D dragging turns it"));
    m_fit->setObjectName(name + QStringLiteral("Fit"));
    m_fit->addItem(tr("one for all modalities"), false);
    m_fit->addItem(tr("a fit for each modality"), true);
    m_fit->setToolTip(tr("One fit shows how far apart the modalities lie; with a fit for each modality their "
                         "distance means nothing"));
    m_supervised->setObjectName(name + QStringLiteral("Supervised"));
    m_supervised->setToolTip(tr("Supervised UMAP: samples of one class are drawn together"));
    m_options->setObjectName(name + QStringLiteral("Options"));
    m_options->setIcon(icon(u"settings"));
    m_options->setText(tr("Options…"));
    m_options->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_options->setToolTip(tr("Neighbours, distance, epochs, seed and the other options of UMAP"));
    m_options->setAccessibleName(tr("Options of UMAP"));
    m_compute->setObjectName(name + QStringLiteral("Compute"));
    m_compute->setToolTip(tr("Lay the samples out with these settings"));
    flowLabelledChoices(
        this, {{tr("Layout"), m_method}, {tr("Dimensions"), m_dimensions}, {tr("Fit"), m_fit}});
    m_method->setMinimumWidth(80);
    m_dimensions->setMinimumWidth(64);
    for (auto* part : std::initializer_list<QWidget*>{m_supervised, m_options, m_compute})
        layout()->addWidget(part);
    const auto tell = [this] {
        if (m_isFilling)
            return;
        update();
        Q_EMIT changed();
    };
    for (auto* box : {m_method, m_dimensions, m_fit})
        connect(box, &QComboBox::currentIndexChanged, this, tell);
    connect(m_supervised, &QCheckBox::toggled, this, tell);
    connect(m_options, &QToolButton::clicked, this, &LayoutControls::showOptions);
    connect(m_compute, &QPushButton::clicked, this, &LayoutControls::computeRequested);
    update();
}

LayoutControls::~LayoutControls() = default;

LayoutSettings LayoutControls::settings() const
{
    auto settings = m_settings;
    settings.method = LayoutMethod(m_method->currentIndex());
    settings.dimensions = m_dimensions->currentData().toInt();
    settings.isSeparate = m_fit->currentData().toBool();
    settings.isSupervised = m_supervised->isChecked();
    return settings;
}

void LayoutControls::setSettings(const LayoutSettings& settings)
{
    m_isFilling = true;
    m_settings = settings;
    m_method->setCurrentIndex(int(settings.method));
    m_dimensions->setCurrentIndex(settings.dimensions == 3 ? 1 : 0);
    m_fit->setCurrentIndex(settings.isSeparate ? 1 : 0);
    m_supervised->setChecked(settings.isSupervised);
    m_isFilling = false;
    update();
}

void LayoutControls::setFitSeparately()
{
    m_fit->setCurrentIndex(1);
}

void LayoutControls::setHasLabels(bool hasLabels)
{
    m_supervised->setEnabled(hasLabels);
}

void LayoutControls::setComputes(bool needsButton)
{
    m_compute->setEnabled(needsButton);
}

void LayoutControls::update()
{
    const bool isUmap = LayoutMethod(m_method->currentIndex()) == LayoutMethod::Umap;
    m_supervised->setVisible(isUmap);
    m_options->setVisible(isUmap);
    m_compute->setVisible(isUmap);
}

void LayoutControls::showOptions()
{
    auto* dialog = new QDialog(window());
    dialog->setObjectName(QStringLiteral("umapOptions"));
    dialog->setWindowTitle(tr("Options of UMAP"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto* scroll = new QScrollArea(dialog);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* form = new OptionForm(optionModel<UmapOptions>(), scroll);
    form->setObjectName(QStringLiteral("umapForm"));
    form->setFieldHidden(QStringLiteral("dimensions"));
    form->setValues(toJson(m_settings.umap));
    scroll->setWidget(form);
    auto* buttons = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, dialog);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    dialog->resize(560, 620);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, form,
        &OptionForm::resetAll);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, dialog, [this, dialog, form] {
        if (const auto error = form->error()) {
            form->focusError(*error);
            return;
        }
        if (auto read = fromJson<UmapOptions>(form->values())) {
            m_settings.umap = read.value();
            dialog->accept();
            Q_EMIT changed();
        }
    });
    dialog->open();
}

} // namespace modalscope
