#include "app/embedding/points_bar.h"

#include "app/pages/labelled_row.h"
#include "widgets/base/icon.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

namespace modalscope {
namespace {

constexpr int kWidthOfWords = 960; // pixels that the bar needs with them

} // namespace

PointsBar::PointsBar(QWidget* parent)
    : QWidget(parent)
    , m_compare(new QComboBox(this))
{
    setObjectName(QStringLiteral("embeddingBar"));
    m_compare->setObjectName(QStringLiteral("embeddingCompare"));
    m_compare->setToolTip(
        tr("A second picture beside the first: the same samples with one selection, in another run, epoch, "
           "modality or layout"));
    for (const auto& text :
        {tr("nothing"), tr("another run"), tr("another epoch"), tr("another modality"), tr("another layout")})
        m_compare->addItem(text);
    flowLabelledChoices(this, {{tr("Compare with"), m_compare}});
    auto* tools = new QButtonGroup(this);
    m_move = addTool("embeddingMove", u"move", tr("Move"),
        tr("Dragging moves the points, in 3-D it turns them; the wheel zooms"), CloudTool::Move);
    m_lasso = addTool("embeddingLasso", u"lasso", tr("Lasso"),
        tr("Dragging selects what it goes around; with Shift more, with Ctrl less"), CloudTool::Lasso);
    m_rectangle = addTool("embeddingRectangle", u"rectangle", tr("Rectangle"),
        tr("Dragging selects a rectangle; with Shift more, with Ctrl less"), CloudTool::Rectangle);
    for (auto* tool : {m_move, m_lasso, m_rectangle})
        tools->addButton(tool);
    m_move->setChecked(true);
    m_isolate = addButton("embeddingIsolate", u"filter", tr("Isolate"),
        tr("Show the selected samples alone, or all again (I)"));
    m_isolate->setCheckable(true);
    m_project = addButton("embeddingProject", u"refresh", tr("Re-project"),
        tr("Lay out the selected samples alone, anew: what only they have in common can be seen then"));
    m_all = addButton("embeddingAll", u"reset", tr("All samples"), tr("Lay out all samples again"));
    auto* fit = addButton("embeddingFit", u"fit", tr("Fit"), tr("Show all points (F)"));
    auto* out = addButton("embeddingExport", u"export", tr("Export"),
        tr("Write the picture as PDF, SVG or PNG, the coordinates as CSV, or the view to come back to"));
    out->setMenu(new QMenu(out));
    out->setPopupMode(QToolButton::InstantPopup);
    const auto entry = [&](const char* name, const QString& text, auto signal) {
        auto* action = out->menu()->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, signal);
    };
    entry("embeddingExportPicture", tr("Picture…"), &PointsBar::exportRequested);
    entry("embeddingExportCsv", tr("Coordinates as CSV…"), &PointsBar::coordinatesRequested);
    entry("embeddingSaveView", tr("Save this view…"), &PointsBar::saveRequested);
    entry("embeddingOpenView", tr("Open a view…"), &PointsBar::openRequested);
    auto* file = addButton("embeddingOpenFile", u"open", tr("Features…"),
        tr("Features from a file: NPY, NPZ, HDF5, CSV or safetensors; you can drop it here as well"));
    m_side = addButton("embeddingSide", u"table", tr("Samples"),
        tr("Show or hide the selected samples, what they have in common, and neighbours"));
    m_side->setCheckable(true);
    m_side->setChecked(true);
    connect(
        m_compare, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT comparisonChosen(comparison()); });
    connect(m_isolate, &QToolButton::clicked, this, &PointsBar::isolateRequested);
    connect(m_project, &QToolButton::clicked, this, [this] { Q_EMIT projectRequested(true); });
    connect(m_all, &QToolButton::clicked, this, [this] { Q_EMIT projectRequested(false); });
    connect(fit, &QToolButton::clicked, this, &PointsBar::fitRequested);
    connect(file, &QToolButton::clicked, this, &PointsBar::fileRequested);
    connect(m_side, &QToolButton::toggled, this, &PointsBar::sideToggled);
    setPart(false);
}

QToolButton* PointsBar::addButton(
    const char* name, QStringView iconName, const QString& text, const QString& help)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    layout()->addWidget(button);
    return button;
}

QToolButton* PointsBar::addTool(
    const char* name, QStringView iconName, const QString& text, const QString& help, CloudTool tool)
{
    auto* button = addButton(name, iconName, text, help);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setCheckable(true);
    connect(button, &QToolButton::toggled, this, [this, tool](bool isChosen) {
        if (isChosen)
            Q_EMIT toolChosen(tool);
    });
    return button;
}

void PointsBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const auto style = width() < kWidthOfWords ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon;
    for (auto* button : findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly))
        if (button != m_move && button != m_lasso && button != m_rectangle)
            button->setToolButtonStyle(style);
}

Comparison PointsBar::comparison() const
{
    return Comparison(m_compare->currentIndex());
}

void PointsBar::setComparison(Comparison comparison)
{
    const QSignalBlocker quiet(m_compare);
    m_compare->setCurrentIndex(int(comparison));
}

CloudTool PointsBar::tool() const
{
    return m_lasso->isChecked()    ? CloudTool::Lasso
        : m_rectangle->isChecked() ? CloudTool::Rectangle
                                   : CloudTool::Move;
}

void PointsBar::setTool(CloudTool tool)
{
    (tool == CloudTool::Lasso              ? m_lasso
            : tool == CloudTool::Rectangle ? m_rectangle
                                           : m_move)
        ->setChecked(true);
}

void PointsBar::setIsolated(bool isIsolated)
{
    m_isolate->setChecked(isIsolated);
}

void PointsBar::setPart(bool isPart)
{
    m_all->setVisible(isPart);
}

bool PointsBar::isSideShown() const
{
    return m_side->isChecked();
}

void PointsBar::setSideShown(bool isShown)
{
    m_side->setChecked(isShown);
}

} // namespace modalscope
