#include "app/pages/samples_behind.h"

#include "app/pages/chosen_runs.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/samples/sample_view.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <span>

namespace modalscope {
namespace {

constexpr std::size_t kMostListed = 2000; // a list of more is of no use
constexpr int kSampleRole = Qt::UserRole; // place in the split; none in the last line of a cut list

QString classText(const Dataset* dataset, int label)
{
    return dataset != nullptr && label >= 0 && label < dataset->classCount()
        ? toQt(dataset->classNames[std::size_t(label)])
        : QString::number(label);
}

} // namespace

SamplesBehind::SamplesBehind(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_title(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_note(new QLabel(this))
    , m_open(new QPushButton(icon(u"open"), tr("Open the dataset"), this))
    , m_view(new SampleView(this))
{
    m_title->setObjectName(QStringLiteral("samplesTitle"));
    m_title->setWordWrap(true);
    m_title->setProperty("caption", true);
    m_list->setObjectName(QStringLiteral("samplesBehind"));
    m_list->setMinimumHeight(60);
    m_note->setObjectName(QStringLiteral("previewNote"));
    m_note->setWordWrap(true);
    m_note->setProperty("caption", true);
    m_open->setObjectName(QStringLiteral("previewOpen"));
    m_view->setObjectName(QStringLiteral("samplePreview"));
    m_view->setMostColumns(1);
    m_view->setNavigationShown(false); // the list chooses
    m_view->setMinimumHeight(100);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_view);
    splitter->setSizes({150, 220});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_open);
    connect(m_list, &QListWidget::currentItemChanged, this, &SamplesBehind::preview);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const auto* entry = m_session.run(m_run))
            m_session.openDataset(datasetFile(entry->run));
    });
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<DatasetsChanged>(change))
            preview();
    });
    clear();
}

void SamplesBehind::clear()
{
    m_run.clear();
    m_list->clear();
    m_title->setText(tr("Click a bar to list its samples."));
    preview();
}

QString SamplesBehind::whose(const PredictionResult& result) const
{
    const auto* entry = m_session.run(m_run);
    auto& names = RunNames::of(m_session);
    if (entry == nullptr)
        return toQt(seedsSaid(result.runs));
    return result.runs.size() == 1
        ? names.title(*entry)
        : names.groupTitle(*entry) + QStringLiteral(" · ") + toQt(seedsSaid(result.runs));
}

void SamplesBehind::showSamples(const PredictionResult& result, const std::vector<std::int64_t>& samples)
{
    m_run = result.runs.empty() ? std::string() : result.runs.front().id();
    m_split = result.split;
    m_splitSize = result.samples;
    m_title->setText(
        tr("%n sample(s) behind this bar, as predicted on %1 by %2", nullptr, int(samples.size()))
            .arg(toQt(result.split), whose(result)));
    const auto open = dataset();
    m_list->clear();
    for (const auto pooled : std::span(samples).first(std::min(samples.size(), kMostListed))) {
        const auto index = std::size_t(pooled);
        const auto [run, sample] = result.sampleAt(pooled);
        auto text = tr("%1: class %2, predicted %3")
                        .arg(QString::number(sample), classText(open.get(), result.labels[index]),
                            classText(open.get(), result.predicted[index]));
        if (result.runs.size() > 1 && run != nullptr)
            text += tr(" (seed %1)").arg(run->experiment.seed);
        auto* item = new QListWidgetItem(text, m_list);
        item->setData(kSampleRole, qlonglong(sample));
    }
    if (samples.size() > kMostListed)
        m_list->addItem(tr("and %1 more").arg(samples.size() - kMostListed));
    m_list->setCurrentRow(0);
    preview();
}

std::shared_ptr<const Dataset> SamplesBehind::dataset() const
{
    const auto* entry = m_session.run(m_run);
    for (const auto& open : m_session.datasets())
        if (entry != nullptr && open.dataset
            && open.dataset->fingerprint == entry->run.origin.datasetFingerprint)
            return open.dataset;
    return nullptr;
}

void SamplesBehind::preview()
{
    const auto* item = m_list->currentItem();
    const bool isWanted = item != nullptr && item->data(kSampleRole).isValid();
    const auto open = isWanted ? dataset() : nullptr;
    const auto* split = open ? open->split(m_split) : nullptr;
    const bool isThere = split != nullptr && split->size == m_splitSize;
    m_view->setVisible(isThere);
    m_open->setVisible(isWanted && !open);
    m_note->setVisible(isWanted && !isThere);
    m_note->setText(!open
            ? tr("The dataset of this run is not open; its samples are shown here once it is.")
            : tr("The dataset has no split %1 of %2 samples, so that they cannot be shown here.")
                  .arg(toQt(m_split))
                  .arg(m_splitSize));
    if (!isThere)
        return;
    if (m_shown != open)
        m_view->setDataset(m_shown = open);
    m_view->showSample(toQt(m_split), item->data(kSampleRole).toLongLong());
}

} // namespace modalscope
