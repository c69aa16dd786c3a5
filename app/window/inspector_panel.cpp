#include "app/window/inspector_panel.h"

#include "app/window/run_facts.h"
#include "widgets/base/color_dot.h"
#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/run_names.h"

#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QRegularExpression>
#include <QScrollBar>
#include <QShortcut>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostRuns = 12; // columns that a person can still compare
constexpr int kFactsInterval = 250; // ms
constexpr int kNameWidth = 130, kValueWidth = 100; // pixels, where several runs stand side by side
constexpr int kTitleLines = 3; // of a run's title above its column

/// Cells that wrap when their view does, also within "encoders.audio.hidden" and paths.
class FactDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QString displayText(const QVariant& value, const QLocale& locale) const override
    {
        static const QRegularExpression breaks(QStringLiteral("([._/,=])(?=[^\\d\\s])"));
        auto text = QStyledItemDelegate::displayText(value, locale);
        return text.replace(breaks, QStringLiteral("\\1\u200b")); // may break there, shows nothing
    }

    /// A tree view asks without a width; the one of the column decides how many lines there are.
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        auto sized = option;
        const auto* tree = qobject_cast<const QTreeView*>(option.widget);
        if (tree != nullptr && tree->wordWrap() && !tree->isFirstColumnSpanned(index.row(), index.parent())) {
            const int indented = index.column() == 0 ? 2 * tree->indentation() : 0;
            sized.rect.setRect(
                0, 0, std::max(20, tree->columnWidth(index.column()) - indented - kPadding), 1000);
        }
        return QStyledItemDelegate::sizeHint(sized, index);
    }

private:
    static constexpr int kPadding = 10; // of a cell, by the style sheet
};

/// A name that is longer than its lines: "encoders.audio.hidden" is told apart by both of its ends; of a
/// value the beginning counts.
class NameDelegate : public FactDelegate {
public:
    using FactDelegate::FactDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        FactDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }
};

} // namespace

InspectorPanel::InspectorPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_names(RunNames::of(session))
    , m_title(new QLabel)
    , m_onlyDifferences(new QCheckBox(tr("Only differences")))
    , m_tree(new QTreeWidget)
{
    m_title->setObjectName(QStringLiteral("inspectorTitle"));
    m_title->setWordWrap(true);
    m_onlyDifferences->setObjectName(QStringLiteral("onlyDifferences"));
    m_tree->setObjectName(QStringLiteral("inspectorTree"));
    m_tree->setRootIsDecorated(true);
    m_tree->setIndentation(10);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setWordWrap(true);
    m_tree->setItemDelegate(new FactDelegate(m_tree));
    m_tree->setItemDelegateForColumn(0, new NameDelegate(m_tree));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 2, 6, 6);
    layout->setSpacing(5);
    layout->addWidget(m_title);
    layout->addWidget(m_onlyDifferences);
    layout->addWidget(m_tree);
    setMinimumWidth(220);

    m_update.setSingleShot(true);
    m_update.setInterval(kFactsInterval);
    connect(&m_update, &QTimer::timeout, this, &InspectorPanel::update);
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        const auto& selected = m_session.selectedRuns();
        const auto isSelected
            = [&](const std::string& id) { return std::ranges::find(selected, id) != selected.end(); };
        const auto* updated = std::get_if<RunUpdated>(&change);
        if (std::holds_alternative<SelectionChanged>(change) || std::holds_alternative<LooksChanged>(change))
            m_update.start(0);
        else if (!m_update.isActive()
            && (std::holds_alternative<RunsChanged>(change)
                || (updated != nullptr && isSelected(updated->id))))
            m_update.start(kFactsInterval);
    });
    m_layout.setSingleShot(true);
    m_layout.setInterval(0);
    connect(&m_layout, &QTimer::timeout, m_tree, &QTreeWidget::doItemsLayout);
    connect(m_tree->header(), &QHeaderView::sectionResized, this, [this] { m_layout.start(); });
    connect(&m_names, &RunNames::changed, this, [this] {
        if (!m_session.selectedRuns().empty() && !m_update.isActive())
            m_update.start(kFactsInterval);
    });
    connect(m_onlyDifferences, &QCheckBox::toggled, this, &InspectorPanel::update);
    connect(m_tree, &QTreeWidget::itemCollapsed, this,
        [this](const QTreeWidgetItem* item) { m_closed.insert(item->text(0)); });
    connect(m_tree, &QTreeWidget::itemExpanded, this,
        [this](const QTreeWidgetItem* item) { m_closed.erase(item->text(0)); });
    auto* copy = new QShortcut(QKeySequence::Copy, m_tree, nullptr, nullptr, Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &InspectorPanel::copySelection);
    update();
}

void InspectorPanel::showOnlyDifferences(bool only)
{
    m_onlyDifferences->setChecked(only);
}

void InspectorPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        m_update.start(0); // dots and texts have the colours of the theme
    QWidget::changeEvent(event);
}

QString InspectorPanel::titleOf(const std::string& id) const
{
    return m_names.title(*m_session.run(id));
}

void InspectorPanel::fillTitle(const std::vector<std::string>& shown)
{
    const auto count = m_session.selectedRuns().size();
    if (shown.empty())
        m_title->setText(tr("Select runs in the list to see their settings and results here."));
    else if (count == 1)
        m_title->setText(titleOf(shown.front()));
    else if (count > shown.size())
        m_title->setText(tr("%1 runs, the first %2 shown").arg(count).arg(shown.size()));
    else
        m_title->setText(tr("%1 runs side by side").arg(count));
    m_title->setProperty("caption", shown.empty());
    m_title->style()->unpolish(m_title); // the style sheet looks at the property only then
    m_title->style()->polish(m_title);
    auto font = this->font();
    font.setWeight(shown.empty() ? QFont::Normal : QFont::DemiBold);
    m_title->setFont(font);
    m_onlyDifferences->setVisible(shown.size() > 1);
    m_tree->setVisible(!shown.empty());
}

void InspectorPanel::update()
{
    const auto& selected = m_session.selectedRuns();
    const std::vector<std::string> shown(
        selected.begin(), selected.begin() + std::ptrdiff_t(std::min(selected.size(), kMostRuns)));
    fillTitle(shown);
    const int scrolled = m_tree->verticalScrollBar()->value();
    const QSignalBlocker quiet(m_tree);
    m_tree->clear();
    if (shown.empty())
        return;
    const bool only = m_onlyDifferences->isChecked() && shown.size() > 1;
    m_tree->setColumnCount(int(shown.size()) + 1);
    QStringList titles{tr("Name")};
    for (const auto& id : shown)
        titles << (shown.size() == 1 ? tr("Value") : titleOf(id));
    m_tree->setHeaderLabels(titles);
    const auto colors = themeColors(palette());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        m_tree->headerItem()->setIcon(
            int(i) + 1, colorDot(paletteColor(m_session.run(shown[i])->color, isDark(palette()))));
        m_tree->headerItem()->setToolTip(int(i) + 1, titles[int(i) + 1]);
    }
    for (const auto& section : runFacts(m_session, shown)) {
        auto* root = new QTreeWidgetItem(m_tree, {section.title});
        auto bold = font();
        bold.setWeight(QFont::DemiBold);
        root->setFont(0, bold);
        root->setFirstColumnSpanned(true);
        for (const auto& fact : section.facts) {
            if (only && !fact.differs)
                continue;
            auto* item
                = new QTreeWidgetItem(root, {fact.name}); // elided where it is narrow: tool tips have all
            item->setToolTip(0, fact.name);
            item->setForeground(0, colors.muted);
            for (std::size_t i = 0; i < fact.values.size(); ++i) {
                item->setText(int(i) + 1, fact.values[i]);
                item->setToolTip(int(i) + 1, fact.values[i]);
                if (fact.differs)
                    item->setForeground(int(i) + 1, colors.accent);
            }
        }
        root->setHidden(root->childCount() == 0);
        root->setExpanded(!m_closed.contains(section.title));
    }
    layOutColumns(int(shown.size()));
    m_tree->verticalScrollBar()->setValue(scrolled);
}

void InspectorPanel::layOutColumns(int runs)
{
    auto* header = m_tree->header();
    const bool isOne = runs == 1;
    const int line = header->fontMetrics().lineSpacing();
    header->setDefaultAlignment(isOne ? Qt::AlignLeft | Qt::AlignVCenter
                                      : Qt::AlignLeft | Qt::AlignVCenter | Qt::Alignment(Qt::TextWordWrap));
    header->setMinimumHeight(isOne ? 0 : kTitleLines * line + line / 2);
    header->setStretchLastSection(true);
    m_tree->setHorizontalScrollBarPolicy(isOne ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    header->resizeSection(0, isOne ? std::max(100, m_tree->width() * 45 / 100) : kNameWidth);
    for (int column = 1; column < runs; ++column)
        header->resizeSection(column, kValueWidth);
}

void InspectorPanel::copySelection() const
{
    QStringList lines;
    for (const auto* item : m_tree->selectedItems()) {
        QStringList cells;
        for (int column = 0; column < m_tree->columnCount(); ++column)
            cells << item->text(column);
        lines << cells.join(QLatin1Char('\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace modalscope
