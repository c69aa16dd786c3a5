#include "app/pages/segmentation_choices.h"

#include "app/pages/adapter_bases.h"
#include "app/pages/adapter_plan.h"
#include "app/pages/form_label.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

const std::string kNoAdapters = "none";

bool isSegmentationRun(const StoredRun& run)
{
    return run.metrics.has("test/fused/miou") || run.metrics.has("valid/fused/miou");
}

/// Every set of some of the modalities; of very many, those that lack one and those of one.
std::vector<std::vector<std::string>> setsOf(const std::vector<std::string>& modalities)
{
    if (modalities.size() <= std::size_t(kMostMissingModalities))
        return availableSets(modalities, modalities);
    std::vector<std::vector<std::string>> sets;
    for (const auto& name : modalities) {
        sets.push_back(modalities);
        std::erase(sets.back(), name);
    }
    for (const auto& name : modalities)
        sets.push_back({name});
    return sets;
}

} // namespace

SegmentationChoices::SegmentationChoices(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_run(new QComboBox(this))
    , m_split(new QComboBox(this))
    , m_set(new QComboBox(this))
    , m_adapters(new QComboBox(this))
    , m_note(sentenceLabel({}, this))
    , m_reading(
          [](const std::filesystem::path& run) {
              return ReadAdapters{run, readAdapters(run)};
          },
          [this](const ReadAdapters& read) { take(read); })
{
    m_run->setObjectName(QStringLiteral("segmentationRun"));
    m_split->setObjectName(QStringLiteral("segmentationSplit"));
    m_set->setObjectName(QStringLiteral("segmentationSet"));
    m_adapters->setObjectName(QStringLiteral("segmentationAdapters"));
    m_note->setObjectName(QStringLiteral("segmentationNote"));
    m_set->setToolTip(tr("What the network has to do without; sets with adapters come first"));
    m_adapters->setToolTip(tr("The stored adapter set that predicts without these modalities"));
    auto* row = new QWidget(this);
    flowLabelledChoices(row,
        {{tr("Run"), m_run}, {tr("Split"), m_split}, {tr("Missing"), m_set}, {tr("Adapters"), m_adapters}});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(row);
    layout->addWidget(m_note);
    connect(m_run, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            read();
    });
    connect(m_set, &QComboBox::currentIndexChanged, this, [this] {
        if (m_filling)
            return;
        offerAdapters();
        Q_EMIT changed();
    });
    for (auto* box : {m_split, m_adapters})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                Q_EMIT changed();
        });
    connect(&RunNames::of(session), &RunNames::changed, this, &SegmentationChoices::offerRuns);
    sayNote();
}

SegmentationChoices::~SegmentationChoices() = default;

std::string SegmentationChoices::run() const
{
    return fromQt(m_run->currentData().toString());
}

void SegmentationChoices::refresh()
{
    offerRuns();
    sayNote();
    read();
}

/// The selected runs first, then the newest.
void SegmentationChoices::offerRuns()
{
    std::vector<std::string> ids = m_session.selectedRuns();
    const auto& all = m_session.runs();
    for (auto entry = all.rbegin(); entry != all.rend(); ++entry)
        if (std::ranges::find(ids, entry->id()) == ids.end())
            ids.push_back(entry->id());
    std::vector<std::pair<std::string, std::string>> runs;
    for (const auto& id : ids)
        if (const auto* entry = m_session.run(id); entry != nullptr && isSegmentationRun(entry->run))
            runs.emplace_back(id, fromQt(RunNames::of(m_session).title(*entry)));
    if (runs == m_runs)
        return;
    m_runs = std::move(runs);
    m_filling = true;
    offerChoices(*m_run, m_runs);
    m_filling = false;
}

/// A run that is selected elsewhere and cannot be shown here is not passed over in silence, nor are adapters
/// that cannot be read.
void SegmentationChoices::sayNote()
{
    QStringList notes;
    const auto* selected = m_session.run(m_session.currentRun());
    if (selected != nullptr && !m_runs.empty() && !isSegmentationRun(selected->run)) {
        const auto title = RunNames::of(m_session).title(*selected);
        notes << (selected->run.metrics.isNull()
                ? tr("The selected run, %1, has not finished: its predictions come at its end.").arg(title)
                : tr("The selected run, %1, is no segmentation run and has no label maps; choose one of "
                     "these.")
                      .arg(title));
    }
    if (m_read)
        for (const auto& problem : m_read->stored.problems)
            notes << toQt(problem) + QLatin1Char('.');
    m_note->setText(notes.join(QLatin1Char('\n')));
    m_note->setVisible(!notes.isEmpty());
}

void SegmentationChoices::read()
{
    const auto* entry = m_session.run(run());
    if (entry == nullptr) {
        m_read.reset();
        Q_EMIT changed();
        return;
    }
    if (m_read && m_read->run != entry->run.folder) {
        m_read.reset();
        Q_EMIT changed(); // what was shown is of another run
    }
    m_reading.request(entry->run.folder);
}

void SegmentationChoices::take(const ReadAdapters& read)
{
    const auto* entry = m_session.run(run());
    if (entry == nullptr || entry->run.folder != read.run)
        return;
    m_read = read;
    m_modalities = modalitiesForAdapters(m_session, entry->run);
    offerSplits();
    offerSets();
    offerAdapters();
    sayNote();
    Q_EMIT changed();
}

std::shared_ptr<const Dataset> SegmentationChoices::dataset() const
{
    const auto* entry = m_session.run(run());
    for (const auto& open : m_session.datasets())
        if (entry != nullptr && open.dataset
            && open.dataset->fingerprint == entry->run.origin.datasetFingerprint)
            return open.dataset;
    return nullptr;
}

/// Test first; what a dataset that is not open has besides is not known.
void SegmentationChoices::offerSplits()
{
    std::vector<std::pair<std::string, std::string>> splits{{"test", "test"}};
    if (const auto open = dataset())
        for (const auto& split : open->splits)
            if (split.name != "test")
                splits.emplace_back(split.name, split.name);
    m_filling = true;
    offerChoices(*m_split, splits);
    m_filling = false;
}

void SegmentationChoices::offerSets()
{
    m_sets.clear();
    const auto add = [this](const std::vector<std::string>& present) {
        if (!present.empty() && present.size() < m_modalities.size()
            && std::ranges::find(m_sets, present) == m_sets.end())
            m_sets.push_back(present);
    };
    for (const auto& stored : m_read->stored.sets)
        add(inRunOrder(stored.options.present, m_modalities));
    for (const auto& present : setsOf(m_modalities))
        add(present);
    m_sets.emplace_back();
    std::vector<std::pair<std::string, std::string>> choices;
    for (const auto& present : m_sets)
        choices.emplace_back("left " + joinText(present, "+"), fromQt(setText(present)));
    m_filling = true;
    offerChoices(*m_set, choices);
    m_filling = false;
}

QString SegmentationChoices::setText(const std::vector<std::string>& present) const
{
    if (present.empty())
        return tr("nothing");
    std::vector<std::string> gone;
    for (const auto& name : m_modalities)
        if (std::ranges::find(present, name) == present.end())
            gone.push_back(name);
    const auto text = tr("%1 (%2 left)").arg(toQt(joinText(gone, ", ")), toQt(joinText(present, ", ")));
    const auto count = adaptersFor(present).size();
    return count == 0
        ? text
        : text + QStringLiteral(", ") + counted(qlonglong(count), tr("adapter set"), tr("adapter sets"));
}

std::vector<const StoredAdapter*> SegmentationChoices::adaptersFor(
    const std::vector<std::string>& present) const
{
    std::vector<const StoredAdapter*> found;
    if (m_read)
        for (const auto& stored : m_read->stored.sets)
            if (inRunOrder(stored.options.present, m_modalities) == present)
                found.push_back(&stored);
    return found;
}

const std::vector<std::string>& SegmentationChoices::chosenSet() const
{
    static const std::vector<std::string> none;
    const int index = m_set->currentIndex();
    return index >= 0 && index < int(m_sets.size()) ? m_sets[std::size_t(index)] : none;
}

void SegmentationChoices::offerAdapters()
{
    std::vector<std::pair<std::string, std::string>> choices;
    for (const auto* stored : adaptersFor(chosenSet())) {
        const auto& options = stored->options;
        auto label = std::string(labelOf(options.adapter.kind)) + ", seed " + std::to_string(options.seed);
        if (options.input != MissingInput::AsTrained)
            label += ", missing: " + std::string(labelOf(options.input));
        choices.emplace_back(stored->folder.string(), label);
    }
    choices.emplace_back(kNoAdapters, choices.empty() ? "none stored for these" : "none");
    m_filling = true;
    offerChoices(*m_adapters, choices);
    m_filling = false;
    m_adapters->setEnabled(choices.size() > 1);
}

std::optional<SegmentationRequest> SegmentationChoices::request() const
{
    const auto* entry = m_session.run(run());
    if (entry == nullptr || !m_read || m_read->run != entry->run.folder)
        return std::nullopt;
    SegmentationRequest wanted{.run = entry->run, .dataset = dataset(), .modalities = m_modalities};
    wanted.split = fromQt(m_split->currentData().toString());
    wanted.present = chosenSet();
    const auto folder = fromQt(m_adapters->currentData().toString());
    for (const auto* stored : adaptersFor(wanted.present)) {
        ++wanted.adapterSets;
        if (stored->folder.string() != folder)
            continue;
        wanted.adapters = stored->folder;
        wanted.input = stored->options.input;
        wanted.adapterTitle = fromQt(m_adapters->currentText());
    }
    return wanted;
}

} // namespace modalscope
