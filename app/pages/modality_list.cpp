#include "app/pages/modality_list.h"

#include "widgets/base/icon.h"
#include "widgets/base/text.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kName = Qt::UserRole;

} // namespace

ModalityList::ModalityList(QWidget* parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_up(new QToolButton(this))
    , m_down(new QToolButton(this))
{
    m_list->setObjectName(QStringLiteral("modalityList"));
    m_list->setAccessibleName(tr("Modalities in the order of alternation"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_up->setObjectName(QStringLiteral("modalityUp"));
    m_up->setIcon(icon(u"chevron-up"));
    m_up->setToolTip(tr("Earlier (Alt+Up)"));
    m_up->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Up));
    m_down->setObjectName(QStringLiteral("modalityDown"));
    m_down->setIcon(icon(u"chevron-down"));
    m_down->setToolTip(tr("Later (Alt+Down)"));
    m_down->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Down));
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    buttons->addStretch();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_list, 1, Qt::AlignTop);
    row->addLayout(buttons);
    connect(m_up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(1); });
    connect(m_list, &QListWidget::itemChanged, this, &ModalityList::changed);
    connect(m_list, &QListWidget::currentRowChanged, this, &ModalityList::updateButtons);
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ModalityList::changed);
    updateButtons();
}

void ModalityList::setModalities(const std::vector<Modality>& modalities)
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const auto& modality : modalities) {
        auto* item = new QListWidgetItem(
            QStringLiteral("%1   (%2)").arg(toQt(modality.name), toQt(shapeText(modality))), m_list);
        item->setData(kName, toQt(modality.name));
        item->setFlags((item->flags() | Qt::ItemIsUserCheckable) & ~Qt::ItemIsDropEnabled);
        item->setCheckState(Qt::Checked);
    }
    m_list->setFixedHeight(
        std::clamp(m_list->sizeHintForRow(0), 20, 40) * std::clamp(m_list->count(), 2, 7) + 8);
    updateButtons();
}

std::vector<std::string> ModalityList::chosen() const
{
    std::vector<std::string> names;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked)
            names.push_back(fromQt(m_list->item(row)->data(kName).toString()));
    return names;
}

void ModalityList::setChosen(const std::vector<std::string>& names)
{
    const QSignalBlocker quiet(m_list);
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setCheckState(names.empty() ? Qt::Checked : Qt::Unchecked);
    int place = 0;
    for (const auto& name : names)
        for (int row = place; row < m_list->count(); ++row)
            if (m_list->item(row)->data(kName).toString() == toQt(name)) {
                auto* item = m_list->takeItem(row);
                item->setCheckState(Qt::Checked);
                m_list->insertItem(place++, item);
                break;
            }
    m_list->viewport()->update();
}

void ModalityList::move(int by)
{
    const int row = m_list->currentRow();
    const int target = row + by;
    if (row < 0 || target < 0 || target >= m_list->count())
        return;
    {
        const QSignalBlocker quiet(m_list);
        auto* item = m_list->takeItem(row);
        m_list->insertItem(target, item);
        m_list->setCurrentRow(target);
    }
    updateButtons();
    Q_EMIT changed();
}

void ModalityList::updateButtons()
{
    const int row = m_list->currentRow();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_list->count());
}

} // namespace modalscope
