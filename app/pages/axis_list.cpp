#include "app/pages/axis_list.h"

#include "app/pages/axis_chips.h"
#include "app/pages/axis_options.h"
#include "app/pages/axis_row.h"
#include "core/experiment/axis_values.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {

AxisList::AxisList(QWidget* parent)
    : QWidget(parent)
    , m_rowLayout(new QVBoxLayout)
    , m_variantPart(nullptr)
    , m_variantChips(nullptr)
{
    setObjectName(QStringLiteral("axisList"));
    auto* about = new QLabel(
        tr("Every method runs once for each combination of these values and of the seeds."), this);
    about->setWordWrap(true);
    m_variantPart = makeVariants();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(about);
    layout->addLayout(m_rowLayout);
    layout->addWidget(makeAddButton());
    layout->addWidget(m_variantPart);
    showVariants();
}

QWidget* AxisList::makeAddButton()
{
    auto* part = new QWidget(this);
    auto* add = new QPushButton(icon(u"add"), tr("Add axis"), part);
    add->setObjectName(QStringLiteral("addAxis"));
    add->setProperty("popup", true);
    auto* menu = new QMenu(add);
    add->setMenu(menu);
    menu->setToolTipsVisible(true);
    for (const auto path : usualAxes()) {
        auto* action = menu->addAction(toQt(path));
        action->setObjectName(QStringLiteral("addAxis:") + toQt(path));
        if (const auto* option = axisOption(path))
            action->setToolTip(toQt(option->help));
        connect(action, &QAction::triggered, this, [this, path] { addAxis(std::string(path)); });
    }
    menu->addSeparator();
    auto* other = menu->addAction(tr("Another option"));
    other->setObjectName(QStringLiteral("addAxis:"));
    connect(other, &QAction::triggered, this, [this] { addAxis({}); });
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(add);
    row->addStretch();
    return part;
}

QWidget* AxisList::makeVariants()
{
    auto* part = new QWidget(this);
    part->setObjectName(QStringLiteral("variantPart"));
    auto* about = new QLabel(
        tr("Variants of the study, each run beside the methods; they are kept as they are."), part);
    about->setWordWrap(true);
    m_variantChips = new AxisChips(part);
    m_variantChips->setInputShown(false);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(about);
    layout->addWidget(m_variantChips);
    connect(m_variantChips, &AxisChips::removed, this, [this](int index) {
        m_varied.variants.erase(m_varied.variants.begin() + index);
        showVariants();
        Q_EMIT changed();
    });
    return part;
}

std::vector<StudyAxis> AxisList::axes() const
{
    std::vector<StudyAxis> filled;
    for (const auto* row : m_rows)
        if (!row->axis().path.empty() && !row->axis().values.empty())
            filled.push_back(row->axis());
    return filled;
}

void AxisList::setAxes(const std::vector<StudyAxis>& axes, const std::vector<StudyVariant>& variants)
{
    for (auto* row : m_rows) {
        row->hide();
        row->deleteLater();
    }
    m_rows.clear();
    m_varied.axes = axes;
    m_varied.variants = variants;
    for (const auto& axis : axes)
        addRow(axis);
    showVariants();
}

void AxisList::setVaried(const RunGrid& grid)
{
    auto variants = std::move(m_varied.variants);
    m_varied = grid;
    m_varied.axes = axes();
    m_varied.variants = std::move(variants);
    for (auto* row : m_rows)
        row->refresh();
}

AxisRow* AxisList::addRow(const StudyAxis& axis)
{
    auto* row = new AxisRow(m_varied, axis, this);
    m_rows.push_back(row);
    m_rowLayout->addWidget(row);
    connect(row, &AxisRow::changed, this, &AxisList::take);
    connect(row, &AxisRow::removeWanted, this, [this, row] {
        std::erase(m_rows, row);
        row->hide();
        row->deleteLater();
        take();
    });
    return row;
}

void AxisList::addAxis(const std::string& path)
{
    auto* row = addRow({path, {}});
    row->show();
    if (path.empty())
        row->focusOption();
    else
        row->findChild<QLineEdit*>(QStringLiteral("axisInput"))->setFocus(Qt::OtherFocusReason);
}

void AxisList::take()
{
    m_varied.axes = axes();
    for (auto* row : m_rows)
        row->refresh();
    Q_EMIT changed();
}

void AxisList::showVariants()
{
    QStringList labels;
    QStringList settings;
    for (const auto& variant : m_varied.variants) {
        labels << toQt(variant.label);
        QStringList lines;
        for (const auto& [path, value] : variant.settings)
            lines << toQt(path + " = " + axisValueText(value));
        settings << lines.join(QLatin1Char('\n'));
    }
    m_variantChips->setTexts(labels, settings);
    m_variantPart->setVisible(!labels.isEmpty());
}

Result<void> AxisList::finishTyping()
{
    for (auto* row : m_rows)
        if (auto finished = row->finishTyping(); !finished)
            return finished;
    return {};
}

bool AxisList::showError(const Error& error)
{
    for (auto* row : m_rows) {
        const auto& path = row->axis().path;
        if (path.empty() || error.message.find(path) == std::string::npos)
            continue;
        row->showProblem(toQt(error.message));
        row->focusOption();
        return true;
    }
    return false;
}

} // namespace modalscope
