#include "app/pages/segmentation_bar.h"

#include "widgets/base/flow_layout.h"
#include "widgets/base/icon.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace modalscope {
namespace {

QToolButton* barButton(
    const char* name, QStringView iconName, const QString& text, const QString& help, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}

} // namespace

SegmentationBar::SegmentationBar(QWidget* parent)
    : QWidget(parent)
    , m_opacity(new QSlider(Qt::Horizontal, this))
    , m_percent(new QLabel(this))
    , m_choose(barButton("segmentationPanes", u"columns", tr("Panes"), tr("Which panes are shown"), this))
    , m_menu(new QMenu(m_choose))
    , m_ground(barButton("segmentationGround", u"segmentation", tr("Ground"),
          tr("Whether the ground class has a colour too; without it the picture is seen there as it is"),
          this))
    , m_fit(barButton(
          "segmentationFit", u"fit", tr("Fit"), tr("Show the whole sample in every pane (F)"), this))
    , m_inFigure(barButton("segmentationInFigure", u"pin", tr("In the figure"),
          tr("Whether this sample is a row of the figure. The part that is seen now is kept with it; the "
             "export "
             "asks whether whole pictures or these parts are written"),
          this))
    , m_clear(barButton(
          "segmentationClear", u"close", tr("Clear"), tr("Take all samples out of the figure"), this))
    , m_export(new QPushButton(icon(u"export"), tr("Export…"), this))
{
    m_opacity->setObjectName(QStringLiteral("segmentationOpacity"));
    m_opacity->setAccessibleName(tr("Opacity of the labels"));
    m_opacity->setToolTip(tr("How much of the picture the labels hide"));
    m_opacity->setRange(0, 100);
    m_opacity->setPageStep(10);
    m_opacity->setFixedWidth(120);
    m_percent->setMinimumWidth(m_percent->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
    m_choose->setMenu(m_menu);
    m_choose->setPopupMode(QToolButton::InstantPopup);
    m_inFigure->setCheckable(true);
    m_ground->setCheckable(true);
    m_ground->hide();
    m_export->setObjectName(QStringLiteral("segmentationExport"));
    m_export->setToolTip(tr("Write the samples of the figure, or the one that is shown, as PDF, SVG or PNG"));
    auto* flow = new FlowLayout(this);
    flow->setContentsMargins(0, 0, 0, 4);
    flow->setSpacing(6);
    auto* opacity = new QWidget(this);
    auto* row = new QHBoxLayout(opacity);
    row->setContentsMargins(0, 0, 8, 0);
    auto* label = new QLabel(tr("Labels"), opacity);
    label->setProperty("caption", true);
    label->setBuddy(m_opacity);
    for (auto* widget : std::initializer_list<QWidget*>{label, m_opacity, m_percent})
        row->addWidget(widget);
    flow->addWidget(opacity);
    for (auto* widget :
        std::initializer_list<QWidget*>{m_choose, m_ground, m_fit, m_inFigure, m_clear, m_export})
        flow->addWidget(widget);
    connect(m_opacity, &QSlider::valueChanged, this, [this](int percent) {
        m_percent->setText(tr("%1 %").arg(percent));
        Q_EMIT opacityChanged(percent);
    });
    connect(m_ground, &QToolButton::toggled, this, &SegmentationBar::groundToggled);
    connect(m_fit, &QToolButton::clicked, this, &SegmentationBar::fitRequested);
    connect(m_inFigure, &QToolButton::clicked, this, &SegmentationBar::figureToggled);
    connect(m_clear, &QToolButton::clicked, this, &SegmentationBar::clearRequested);
    connect(m_export, &QPushButton::clicked, this, &SegmentationBar::exportRequested);
    setOpacity(70);
    setFigureRows(0, false);
}

int SegmentationBar::opacity() const
{
    return m_opacity->value();
}

void SegmentationBar::setOpacity(int percent)
{
    m_opacity->setValue(percent);
}

void SegmentationBar::setGround(const QString& name)
{
    m_ground->setVisible(!name.isEmpty());
    m_ground->setText(tr("Tint %1").arg(name));
}

bool SegmentationBar::tintsGround() const
{
    return m_ground->isChecked();
}

void SegmentationBar::setTintsGround(bool isTinted)
{
    m_ground->setChecked(isTinted);
}

void SegmentationBar::setPanes(const std::vector<MapPane>& panes)
{
    std::vector<std::pair<QString, QString>> known;
    for (const auto& pane : panes)
        known.emplace_back(pane.key, pane.title);
    if (known == m_panes)
        return;
    m_panes = std::move(known);
    makeMenu();
}

void SegmentationBar::setHidden(std::set<QString> keys)
{
    m_hidden = std::move(keys);
    makeMenu();
    Q_EMIT hiddenChanged();
}

void SegmentationBar::makeMenu()
{
    m_menu->clear();
    for (const auto& [key, title] : m_panes) {
        auto* action = m_menu->addAction(title);
        action->setObjectName(QStringLiteral("show.") + key);
        action->setCheckable(true);
        action->setChecked(!m_hidden.contains(key));
        connect(action, &QAction::toggled, this, [this, key = key](bool isShown) {
            if (isShown)
                m_hidden.erase(key);
            else
                m_hidden.insert(key);
            Q_EMIT hiddenChanged();
        });
    }
}

void SegmentationBar::setFigureRows(int count, bool hasShown)
{
    m_inFigure->setChecked(hasShown);
    m_clear->setEnabled(count > 0);
    m_export->setText(count < 2 ? tr("Export…") : tr("Export %1 samples…").arg(count));
}

} // namespace modalscope
