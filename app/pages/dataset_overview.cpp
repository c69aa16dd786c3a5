#include "app/pages/dataset_overview.h"

#include "app/pages/card.h"
#include "app/pages/data_figures.h"
#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace modalscope {
namespace {

QString percent(double share)
{
    return share == 0 ? QStringLiteral("0 %") : QString::number(100 * share, 'f', 1) + QStringLiteral(" %");
}

/// A small table inside a card: no search field, as high as its rows.
TableView* plainTable(const QString& name, QAbstractItemModel* model, QWidget* parent)
{
    auto* view = new TableView(parent);
    view->setObjectName(name);
    view->setSearchShown(false);
    view->setModel(model);
    view->table()->horizontalHeader()->setStretchLastSection(true);
    return view;
}

void fitHeight(TableView* view, int most = 10)
{
    auto* table = view->table();
    table->resizeColumnsToContents();
    const int rows = std::clamp(table->model()->rowCount(), 1, most);
    table->setFixedHeight(table->horizontalHeader()->sizeHint().height()
        + rows * table->verticalHeader()->defaultSectionSize() + 4);
}

/// "source_repo" → "Source repo"
QString attributeTitle(const std::string& name)
{
    auto title = toQt(name).replace(u'_', u' ');
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

QString factLine(const QString& name, const QString& value)
{
    return QStringLiteral("<tr><td style='padding-right:14px'><b>%1</b></td><td>%2</td></tr>")
        .arg(name, value.toHtmlEscaped());
}

} // namespace

DatasetSummary summarizeDataset(std::shared_ptr<const Dataset> dataset)
{
    DatasetSummary made;
    for (const auto& split : dataset->splits) {
        made.splits.push_back(summarize(*dataset, split));
        made.presence.push_back(presenceBins(*dataset, split));
    }
    if (dataset->task == Task::Segmentation)
        made.pixels = countPixels(*dataset);
    made.dataset = std::move(dataset);
    return made;
}

DatasetOverview::DatasetOverview(QWidget* parent)
    : CardColumns(parent)
    , m_facts(new QLabel(this))
    , m_warnings(new QLabel(this))
    , m_warningCard(new Card(tr("Warnings"), this))
    , m_presenceCard(new Card(tr("Which sample lacks what"), this))
    , m_balance(new FigureView(this))
    , m_presenceSplit(new QComboBox(this))
    , m_presence(new PresenceMap(this))
{
    setObjectName(QStringLiteral("datasetOverview"));
    m_facts->setObjectName(QStringLiteral("datasetFacts"));
    m_warnings->setObjectName(QStringLiteral("datasetWarnings"));
    m_balance->setObjectName(QStringLiteral("classBalance"));
    m_presence->setObjectName(QStringLiteral("presenceMap"));
    m_presenceSplit->setObjectName(QStringLiteral("presenceSplit"));
    for (auto* label : {m_facts, m_warnings}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMinimumWidth(120);
    }
    makeTables();
    auto* facts = new Card(tr("Dataset"), this);
    facts->content()->addWidget(m_facts);
    addCard(facts, 0);
    m_warningCard->content()->addWidget(m_warnings);
    addCard(m_warningCard, 0);
    auto* splits = new Card(tr("Splits"), this);
    splits->content()->addWidget(plainTable(QStringLiteral("splitTable"), m_splitModel, this));
    addCard(splits, 0);
    auto* balance = new Card(tr("Class balance"), this);
    m_balance->setMinimumHeight(280);
    balance->content()->addWidget(m_balance);
    addCard(balance, 1);
    auto* modalities = new Card(tr("Modalities"), this);
    modalities->content()->addWidget(plainTable(QStringLiteral("modalityTable"), m_modalityModel, this));
    addCard(modalities, 1);
    m_presenceCard->addTitleWidget(m_presenceSplit);
    m_presenceCard->content()->addWidget(m_presence);
    m_patterns = plainTable(QStringLiteral("patternTable"), m_patternModel, this);
    m_presenceCard->content()->addWidget(m_patterns);
    addCard(m_presenceCard, 1);
    connect(
        m_presenceSplit, &QComboBox::currentIndexChanged, this, [this](int split) { showPresence(split); });
    connect(m_presence, &PresenceMap::sampleClicked, this, &DatasetOverview::sampleChosen);
}

void DatasetOverview::makeTables()
{
    using SplitColumn = TableColumn<SplitSummary>;
    m_splitModel = new SplitModel(
        {
            SplitColumn(tr("split"), [](const SplitSummary& s) { return toQt(s.name); }),
            SplitColumn(tr("samples"), [](const SplitSummary& s) { return QString::number(s.size); })
                .alignedRight()
                .sortedBy([](const SplitSummary& s) { return QVariant::fromValue(qlonglong(s.size)); }),
            SplitColumn(tr("where it comes from"),
                [this](const SplitSummary& s) {
                    return s.origin.empty() ? tr("stored in the file") : toQt(s.origin);
                }),
        },
        this);
    using Row = TableColumn<ModalityRow>;
    m_modalityModel = new ModalityModel(
        {
            Row(tr("modality"), [](const ModalityRow& m) { return toQt(m.modality.name); }),
            Row(tr("kind and shape"), [](const ModalityRow& m) { return toQt(shapeText(m.modality)); })
                .explained(tr("Shape of one sample: features · time × features · channels × rows × columns · "
                              "frames × channels × rows × columns")),
            Row(tr("stored as"), [](const ModalityRow& m) { return toQt(m.modality.stored); }),
            Row(tr("missing"),
                [](const ModalityRow& m) {
                    const auto most = std::max_element(m.missing.begin(), m.missing.end());
                    return most == m.missing.end() ? QString() : percent(*most);
                })
                .alignedRight()
                .explained(tr("Share of samples that lack this modality, in the split where it is largest")),
        },
        this);
    using Pattern = TableColumn<std::pair<QString, std::int64_t>>;
    m_patternModel = new PatternModel(
        {
            Pattern(tr("what is there"), [](const auto& row) { return row.first; }),
            Pattern(tr("samples"), [](const auto& row) { return QString::number(row.second); })
                .alignedRight()
                .sortedBy([](const auto& row) { return QVariant::fromValue(qlonglong(row.second)); }),
        },
        this);
}

void DatasetOverview::setSummary(DatasetSummary summary)
{
    m_summary = std::move(summary);
    showFacts();
    showWarnings();
    m_splitModel->setRows(m_summary.splits);
    showModalities();
    const auto& dataset = *m_summary.dataset;
    m_balance->setEmptyText(tr("No classes"),
        dataset.task == Task::Segmentation ? tr("The label maps could not be read; open the dataset again.")
                                           : tr("The targets of this dataset are numbers, not classes."));
    m_balance->setFigure(dataset.task == Task::Segmentation ? pixelBalanceFigure(dataset, m_summary.pixels)
                                                            : classBalanceFigure(dataset, m_summary.splits));
    m_presenceSplit->clear();
    for (const auto& split : m_summary.splits)
        m_presenceSplit->addItem(toQt(split.name));
    for (auto* view : findChildren<TableView*>())
        fitHeight(view);
}

void DatasetOverview::showFacts()
{
    const auto& shown = *m_summary.dataset;
    QString text = QStringLiteral("<table cellspacing='2'>");
    text += factLine(tr("Name"), toQt(shown.name));
    text += factLine(tr("Task"),
        toQt(labelOf(shown.task))
            + (shown.classNames.empty()
                    ? QString()
                    : QStringLiteral(", ") + counted(shown.classCount(), tr("class"), tr("classes"))));
    text += factLine(tr("Path"), shown.path.empty() ? tr("made in memory") : toQt(shown.path));
    text += factLine(tr("Fingerprint"), toQt(shown.fingerprint.substr(0, 16)) + QStringLiteral("…"));
    for (const auto& [name, value] : shown.attributes)
        text += factLine(attributeTitle(name), toQt(value));
    if (!shown.attributes.contains("licence"))
        text += factLine(tr("Licence"), tr("not stated in the file"));
    m_facts->setText(text + QStringLiteral("</table>"));
    m_facts->setToolTip(tr("Fingerprint (SHA-256 of the contents): %1").arg(toQt(shown.fingerprint)));
}

void DatasetOverview::showWarnings()
{
    const auto& warnings = m_summary.dataset->warnings;
    m_warningCard->setVisible(!warnings.empty());
    m_warningCard->setTitle(tr("Warnings (%1)").arg(warnings.size()));
    QStringList lines;
    for (const auto& warning : warnings)
        lines << QStringLiteral("•  ") + toQt(warning);
    m_warnings->setText(lines.join(u'\n'));
}

void DatasetOverview::showModalities()
{
    std::vector<ModalityRow> rows;
    for (std::size_t m = 0; m < m_summary.dataset->modalities.size(); ++m) {
        ModalityRow row{m_summary.dataset->modalities[m], {}};
        for (const auto& split : m_summary.splits)
            row.missing.push_back(split.missingShare[m]);
        rows.push_back(std::move(row));
    }
    m_modalityModel->setRows(std::move(rows));
}

void DatasetOverview::showPresence(int index)
{
    if (index < 0 || index >= int(m_summary.splits.size()))
        return;
    const auto& split = m_summary.splits[std::size_t(index)];
    const bool complete = split.patterns.size() <= 1
        && (split.patterns.empty() || split.patterns.front().count == 0
            || std::all_of(
                split.missingShare.begin(), split.missingShare.end(), [](double s) { return s == 0; }));
    m_presenceCard->setCaption(complete ? tr("Every sample of %1 has all %n modalities.", nullptr,
                                   int(m_summary.dataset->modalities.size()))
                                              .arg(toQt(split.name))
                                        : tr("Samples of %1 from left to right; a sample that lacks the "
                                             "modality is marked. Click to look at it.")
                                              .arg(toQt(split.name)));
    m_presence->setVisible(!complete);
    m_patterns->setVisible(!complete);
    m_presence->setBins(m_summary.presence[std::size_t(index)]);
    std::vector<std::pair<QString, std::int64_t>> rows;
    for (const auto& pattern : split.patterns)
        rows.emplace_back(toQt(patternText(pattern, *m_summary.dataset)), pattern.count);
    m_patternModel->setRows(std::move(rows));
    fitHeight(m_patterns, 6);
}

} // namespace modalscope
