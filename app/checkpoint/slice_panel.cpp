#include "app/checkpoint/slice_panel.h"

#include "app/checkpoint/long_work.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace modalscope {
namespace {

constexpr std::int64_t kMostSliceCells = 128; // along each axis: more than a pane can show, drawn in few ms
constexpr std::size_t kMostHeldAxes = 12; // that get a control; further ones are held at 0

QWidget* captioned(QWidget* parent, const QString& text, QWidget* control)
{
    auto* pair = new QWidget(parent);
    auto* layout = new QHBoxLayout(pair);
    layout->setContentsMargins(0, 0, 8, 0);
    auto* label = new QLabel(text, pair);
    label->setProperty("caption", true);
    label->setBuddy(control);
    control->setAccessibleName(text);
    layout->addWidget(label);
    layout->addWidget(control);
    return pair;
}

} // namespace

TensorSource tensorSourceOf(const LoadedCheckpoint& loaded, int tensor)
{
    const auto& entry = loaded.entry(std::size_t(tensor));
    return {
        loaded.title, loaded.checkpoint.tensors[std::size_t(tensor)].name, toText(entry.type), entry.shape};
}

SlicePanel::SlicePanel(QWidget* parent)
    : QWidget(parent)
    , m_controls(new QWidget(this))
    , m_flow(new FlowLayout(m_controls))
    , m_rows(new QComboBox(m_controls))
    , m_columns(new QComboBox(m_controls))
    , m_figure(new FigureView(this))
    , m_work(new LongWork(this))
{
    m_rows->setObjectName(QStringLiteral("sliceRows"));
    m_columns->setObjectName(QStringLiteral("sliceColumns"));
    m_figure->setObjectName(QStringLiteral("sliceFigure"));
    m_flow->setContentsMargins(0, 0, 0, 0);
    m_flow->setSpacing(4);
    m_flow->addWidget(captioned(m_controls, tr("Down"), m_rows));
    m_flow->addWidget(captioned(m_controls, tr("Across"), m_columns));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_controls);
    layout->addWidget(m_figure, 1);
    for (auto* axis : {m_rows, m_columns})
        connect(axis, &QComboBox::currentIndexChanged, this, [this, axis] { chooseAxis(axis); });
    connect(m_work, &LongWork::failed, this, [this](const Error& error) {
        m_figure->setEmptyText(tr("No slice"), toQt(error.message));
        m_figure->setFigure({});
        if (error.kind != ErrorKind::Format && error.kind != ErrorKind::InvalidInput)
            Q_EMIT failed(error);
    });
    m_figure->setEmptyText(tr("No tensor"), tr("Choose a tensor in the list."));
}

void SlicePanel::setTensor(CheckpointPtr loaded, int tensor)
{
    m_work->drop();
    m_loaded = std::move(loaded);
    m_tensor = m_loaded ? tensor : -1;
    fillAxes();
    fillPlaces();
    if (m_tensor < 0) {
        m_isStale = false;
        m_figure->setFigure({});
        return m_figure->setEmptyText(tr("No tensor"), tr("Choose a tensor in the list."));
    }
    ask();
}

void SlicePanel::fillAxes()
{
    m_isFilling = true;
    m_rows->clear();
    m_columns->clear();
    const auto axes = m_tensor < 0 ? std::size_t(0) : m_loaded->entry(std::size_t(m_tensor)).shape.size();
    for (std::size_t axis = 0; axis < axes; ++axis)
        for (auto* box : {m_rows, m_columns})
            box->addItem(
                tr("axis %1, of %2").arg(axis).arg(m_loaded->entry(std::size_t(m_tensor)).shape[axis]));
    if (axes >= 2)
        m_columns->setCurrentIndex(1);
    m_controls->setVisible(axes >= 2);
    m_isFilling = false;
}

/// Both are never the same axis: the other one takes the one that was left.
void SlicePanel::chooseAxis(QComboBox* chosen)
{
    if (m_isFilling || m_tensor < 0)
        return;
    auto* other = chosen == m_rows ? m_columns : m_rows;
    if (other->currentIndex() == chosen->currentIndex()) {
        m_isFilling = true;
        other->setCurrentIndex(chosen->currentIndex() == 0 ? 1 : 0);
        m_isFilling = false;
    }
    fillPlaces();
    ask();
}

void SlicePanel::fillPlaces()
{
    delete m_places;
    m_places = nullptr;
    m_at.clear();
    const auto axes = m_tensor < 0 ? std::size_t(0) : m_loaded->entry(std::size_t(m_tensor)).shape.size();
    if (axes < 3)
        return;
    m_places = new QWidget(m_controls);
    auto* flow = new FlowLayout(m_places);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(4);
    for (int axis = 0; axis < int(axes) && m_at.size() < kMostHeldAxes; ++axis) {
        if (axis == m_rows->currentIndex() || axis == m_columns->currentIndex())
            continue;
        auto* at = new QSpinBox(m_places);
        at->setObjectName(QStringLiteral("sliceAt%1").arg(axis));
        const auto size = m_loaded->entry(std::size_t(m_tensor)).shape[std::size_t(axis)];
        constexpr std::int64_t most = std::numeric_limits<int>::max();
        at->setRange(0, int(std::clamp(size - 1, std::int64_t(0), most)));
        at->setKeyboardTracking(false);
        connect(at, &QSpinBox::valueChanged, this, &SlicePanel::ask);
        flow->addWidget(captioned(m_places, tr("axis %1 at").arg(axis), at));
        m_at.emplace_back(axis, at);
    }
    m_flow->addWidget(m_places);
    m_places->show();
}

SliceRequest SlicePanel::request() const
{
    SliceRequest wanted;
    const auto axes = m_loaded->entry(std::size_t(m_tensor)).shape.size();
    if (axes >= 2) {
        wanted.rowAxis = m_rows->currentIndex();
        wanted.columnAxis = m_columns->currentIndex();
    }
    wanted.at.assign(axes, 0);
    for (const auto& [axis, at] : m_at)
        wanted.at[std::size_t(axis)] = at->value();
    wanted.mostRows = wanted.mostColumns = kMostSliceCells;
    return wanted;
}

void SlicePanel::ask()
{
    if (m_tensor < 0)
        return;
    m_isStale = !isVisible();
    if (m_isStale)
        return;
    m_work->start<Figure>(
        [loaded = m_loaded, tensor = m_tensor, wanted = request()](const RunContext&) -> Result<Figure> {
            if (const auto same = checkUnchanged(*loaded); !same)
                return same.error();
            const auto slice = sliceOf(loaded->place(), loaded->entry(std::size_t(tensor)), wanted);
            if (!slice)
                return slice.error();
            return tensorSliceFigure(slice.value(), wanted, tensorSourceOf(*loaded, tensor));
        },
        [this](Figure figure) { m_figure->setFigure(std::move(figure)); });
}

void SlicePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        ask();
}

} // namespace modalscope
