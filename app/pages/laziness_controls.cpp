#include "app/pages/laziness_controls.h"

#include "widgets/base/flow_layout.h"
#include "widgets/base/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>

namespace modalscope {
namespace {

using enum LazinessChart;

const std::vector<ChartLayout>& chartLayouts()
{
    static const std::vector<ChartLayout> all{
        {QT_TRANSLATE_NOOP("LazinessControls", "Accuracy and laziness"), {Accuracy, Bars}, 1},
        {QT_TRANSLATE_NOOP("LazinessControls", "Accuracy over epochs"), {Accuracy}, 1},
        {QT_TRANSLATE_NOOP("LazinessControls", "Laziness in points"), {Bars}, 1},
        {QT_TRANSLATE_NOOP("LazinessControls", "Gradients and ratios"), {Gradients}, 1},
        {QT_TRANSLATE_NOOP("LazinessControls", "Head gradient (HGM)"), {HeadGradient}, 1},
        {QT_TRANSLATE_NOOP("LazinessControls", "Everything"), {Accuracy, Bars, Gradients, HeadGradient}, 2},
        {QT_TRANSLATE_NOOP("LazinessControls", "One sheet for a paper"), {Sheet}, 1},
    };
    return all;
}

constexpr double kSmoothings[] = {0, 0.5, 0.7, 0.9};

/// A control with its caption before it, which stay together when the row breaks.
void addCaptioned(QLayout* row, const QString& caption, QWidget* control)
{
    auto* both = new QWidget;
    auto* layout = new QHBoxLayout(both);
    layout->setContentsMargins(0, 0, 6, 0);
    auto* label = new QLabel(caption);
    label->setProperty("caption", true);
    label->setBuddy(control);
    layout->addWidget(label);
    layout->addWidget(control);
    row->addWidget(both);
}

QComboBox* addCombo(QLayout* row, const QString& caption, const QString& name, const QStringList& texts)
{
    auto* combo = new QComboBox;
    combo->setObjectName(name);
    combo->setAccessibleName(QString(caption).remove(u'&'));
    combo->addItems(texts);
    addCaptioned(row, caption, combo);
    return combo;
}

} // namespace

LazinessControls::LazinessControls(QWidget* parent)
    : QWidget(parent)
{
    auto* row = new FlowLayout(this);
    row->setContentsMargins(0, 0, 0, 4);
    row->setSpacing(6);
    QStringList layouts;
    for (const auto& layout : chartLayouts())
        layouts << tr(layout.name);
    m_layout = addCombo(row, tr("&Show"), QStringLiteral("lazinessLayout"), layouts);
    m_lines = addCombo(
        row, tr("&Panels"), QStringLiteral("lazinessLines"), {tr("per method"), tr("per modality")});
    m_part = addCombo(row, tr("Sp&lit"), QStringLiteral("lazinessPart"),
        {QStringLiteral("valid"), QStringLiteral("train")});
    m_smoothing = addCombo(row, tr("S&moothing"), QStringLiteral("lazinessSmoothing"),
        {tr("none"), tr("EMA 0.5"), tr("EMA 0.7"), tr("EMA 0.9")});
    m_band = new QCheckBox(tr("mean and &band"), this);
    m_band->setObjectName(QStringLiteral("lazinessBand"));
    m_band->setChecked(true);
    m_band->setToolTip(tr("Mean over seeds with its 95 % t interval; otherwise one line per run"));
    row->addWidget(m_band);
    m_epoch = new QSpinBox(this);
    m_epoch->setObjectName(QStringLiteral("lazinessCursor"));
    m_epoch->setAccessibleName(tr("Epoch that every chart marks"));
    m_epoch->setRange(0, 100000);
    m_epoch->setSpecialValueText(tr("none"));
    m_epoch->setKeyboardTracking(false);
    m_epoch->setMinimumWidth(84);
    addCaptioned(row, tr("Epo&ch"), m_epoch);
    connect(m_layout, &QComboBox::currentIndexChanged, this, &LazinessControls::layoutChanged);
    for (auto* combo : {m_lines, m_part, m_smoothing})
        connect(combo, &QComboBox::currentIndexChanged, this, &LazinessControls::changed);
    connect(m_band, &QCheckBox::toggled, this, &LazinessControls::changed);
    connect(m_epoch, &QSpinBox::valueChanged, this, &LazinessControls::epochChosen);
}

const ChartLayout& LazinessControls::chartLayout() const
{
    return chartLayouts()[std::size_t(std::max(0, m_layout->currentIndex()))];
}

double LazinessControls::smoothing() const
{
    return kSmoothings[std::clamp(m_smoothing->currentIndex(), 0, 3)];
}

void LazinessControls::fill(LazinessFigureOptions& options) const
{
    options.lines = m_lines->currentIndex() == 0 ? LinesPer::Modality : LinesPer::Method;
    options.part = fromQt(m_part->currentText());
    options.band = m_band->isChecked();
}

void LazinessControls::showEpoch(int epoch)
{
    const QSignalBlocker quiet(m_epoch);
    m_epoch->setValue(epoch);
}

QJsonObject LazinessControls::saveState() const
{
    return {{QStringLiteral("layout"), m_layout->currentIndex()},
        {QStringLiteral("lines"), m_lines->currentIndex()}, {QStringLiteral("part"), m_part->currentIndex()},
        {QStringLiteral("smoothing"), m_smoothing->currentIndex()},
        {QStringLiteral("band"), m_band->isChecked()}};
}

void LazinessControls::restoreState(const QJsonObject& state)
{
    const auto restore = [&](QComboBox* combo, const QString& key) {
        combo->setCurrentIndex(std::clamp(state.value(key).toInt(), 0, combo->count() - 1));
    };
    restore(m_layout, QStringLiteral("layout"));
    restore(m_lines, QStringLiteral("lines"));
    restore(m_part, QStringLiteral("part"));
    restore(m_smoothing, QStringLiteral("smoothing"));
    m_band->setChecked(state.value(QStringLiteral("band")).toBool(true));
}

} // namespace modalscope
