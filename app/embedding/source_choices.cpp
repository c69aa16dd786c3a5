#include "app/embedding/source_choices.h"

#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "core/data/dataset.h"
#include "core/store/epoch_features.h"
#include "widgets/base/text.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"

#include <QComboBox>
#include <QLabel>
#include <QLayout>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace modalscope {
namespace {

const std::string kRunKey = "run:", kDataKey = "data:", kFileKey = "file:";

/// Features are kept of finished runs that put samples into classes or give them numbers.
bool hasFeatures(const StoredRun& run)
{
    return !run.metrics.isNull() && !run.metrics.has("test/fused/miou")
        && !run.metrics.has("valid/fused/miou");
}

EmbeddingSource sourceOf(const std::string& key)
{
    const auto starts = [&](const std::string& mark) { return key.rfind(mark, 0) == 0; };
    EmbeddingSource source;
    source.kind = starts(kRunKey) ? EmbeddingKind::Run
        : starts(kDataKey)        ? EmbeddingKind::Dataset
        : starts(kFileKey)        ? EmbeddingKind::File
                                  : EmbeddingKind::None;
    if (source.kind != EmbeddingKind::None)
        source.place = key.substr(kRunKey.size() + (starts(kRunKey) ? 0 : 1));
    return source;
}

std::string keyOfSource(const EmbeddingSource& source)
{
    switch (source.kind) {
    case EmbeddingKind::Run:
        return kRunKey + source.place;
    case EmbeddingKind::Dataset:
        return kDataKey + source.place;
    case EmbeddingKind::File:
        return kFileKey + source.place;
    case EmbeddingKind::None:
        break;
    }
    return {};
}

} // namespace

SourceChoices::SourceChoices(Session& session, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_place(new QComboBox(this))
    , m_split(new QComboBox(this))
    , m_epoch(new QComboBox(this))
    , m_taken(new ModalityButton(name, this))
    , m_looking(
          [](const std::pair<std::string, std::string>& run) {
              return FoundEpochs{run.first, epochsWithFeatures(run.second)};
          },
          [this](const FoundEpochs& found) {
              if (m_source.kind != EmbeddingKind::Run || m_source.place != found.run)
                  return;
              m_epochs = found.epochs;
              m_epochsOf = found.run;
              offerEpochs();
              Q_EMIT epochsChanged();
          })
{
    m_place->setObjectName(name + QStringLiteral("Source"));
    m_place->setToolTip(tr("Whose features are shown: what a run has learned, the values of an open dataset, "
                           "or a file"));
    m_split->setObjectName(name + QStringLiteral("Split"));
    m_split->setToolTip(tr("Which samples are shown"));
    m_epoch->setObjectName(name + QStringLiteral("Epoch"));
    m_epoch->setToolTip(
        tr("After which epoch: the kept one, or those that the option train.feature_epochs asked for"));
    flowLabelledChoices(this, {{tr("Features"), m_place}, {tr("Split"), m_split}, {tr("Epoch"), m_epoch}});
    m_place->setMaximumWidth(230); // pixels: a line of a small window holds all of them
    m_split->setMaximumWidth(100);
    m_epoch->setMaximumWidth(100);
    layout()->addWidget(m_taken);
    for (auto* box : {m_place, m_split, m_epoch})
        connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
            if (m_isFilling)
                return;
            auto source = m_source;
            if (box == m_place) {
                source = sourceOf(fromQt(m_place->currentData().toString()));
                source.split = m_source.split;
                source.most = m_source.most;
            } else if (box == m_split) {
                source.split = fromQt(m_split->currentData().toString());
            } else {
                source.epoch = m_epoch->currentData().toInt();
            }
            choose(source);
        });
    connect(m_taken, &ModalityButton::changed, this, &SourceChoices::arraysChanged);
    connect(&RunNames::of(session), &RunNames::changed, this, &SourceChoices::offer);
}

SourceChoices::~SourceChoices() = default;

/// The selected runs first, then the newest; then datasets and files.
void SourceChoices::offer()
{
    std::vector<std::string> ids = m_session.selectedRuns();
    std::reverse(ids.begin(), ids.end());
    const auto& all = m_session.runs();
    for (auto entry = all.rbegin(); entry != all.rend(); ++entry)
        if (std::ranges::find(ids, entry->id()) == ids.end())
            ids.push_back(entry->id());
    m_offered.clear();
    for (const auto& id : ids)
        if (const auto* entry = m_session.run(id); entry != nullptr && hasFeatures(entry->run))
            m_offered.emplace_back(kRunKey + id, fromQt(RunNames::of(m_session).title(*entry)));
    for (const auto& open : m_session.datasets())
        if (open.dataset)
            m_offered.emplace_back(kDataKey + open.path, open.title() + " (values of the dataset)");
    for (const auto& path : m_files)
        m_offered.emplace_back(kFileKey + path, std::filesystem::path(path).filename().string());
    m_isFilling = true;
    offerChoices(*m_place, m_offered);
    if (const int at = m_place->findData(toQt(keyOfSource(m_source))); at >= 0)
        m_place->setCurrentIndex(at);
    m_isFilling = false;
}

std::string SourceChoices::firstPlace() const
{
    const auto current = kRunKey + m_session.currentRun();
    const auto isOffered = [&](const std::string& key) {
        return std::ranges::any_of(m_offered, [&](const auto& one) { return one.first == key; });
    };
    return isOffered(current) ? current : m_offered.empty() ? std::string() : m_offered.front().first;
}

void SourceChoices::refresh()
{
    const bool wasOf = m_source.kind != EmbeddingKind::None;
    offer();
    const bool isThere
        = std::ranges::any_of(m_offered, [&](const auto& one) { return one.first == keyOfSource(m_source); });
    const auto first = firstPlace();
    const bool isOther = m_session.currentRun() != std::exchange(m_current, m_session.currentRun());
    const bool follows = m_follows && isOther && m_source.kind == EmbeddingKind::Run
        && first == kRunKey + m_session.currentRun() && first != keyOfSource(m_source);
    if (isThere && !follows) {
        offerSplits();
        return lookForEpochs();
    }
    const auto* open = m_session.dataset(m_source.place);
    const bool isOpening = open != nullptr && open->state == OpenDataset::State::Opening;
    if (wasOf && ((m_source.kind == EmbeddingKind::Run && m_session.isReadingRuns()) || isOpening))
        return; // it may still come
    auto source = sourceOf(first);
    source.split = m_source.split;
    source.most = m_source.most;
    if (source == m_source)
        return;
    choose(source);
}

void SourceChoices::setSource(const EmbeddingSource& source, bool tells)
{
    if (source.kind == EmbeddingKind::File && std::ranges::find(m_files, source.place) == m_files.end())
        m_files.push_back(source.place);
    m_source = source;
    offer();
    offerSplits();
    lookForEpochs();
    if (tells)
        Q_EMIT changed();
}

void SourceChoices::addFile(const std::string& path)
{
    setSource({.kind = EmbeddingKind::File, .place = path, .most = m_source.most});
}

void SourceChoices::choose(EmbeddingSource source)
{
    if (source == m_source)
        return;
    if (source.place != m_source.place && source.kind == EmbeddingKind::Run)
        source.epoch = 0;
    m_source = std::move(source);
    m_isFilling = true;
    m_place->setCurrentIndex(std::max(0, m_place->findData(toQt(keyOfSource(m_source)))));
    m_isFilling = false;
    offerSplits();
    lookForEpochs();
    Q_EMIT changed();
}

SourceRequest SourceChoices::request() const
{
    SourceRequest request{.source = m_source};
    if (m_source.kind == EmbeddingKind::Run) {
        if (const auto* entry = m_session.run(m_source.place)) {
            request.run = entry->run;
            for (const auto& open : m_session.datasets())
                if (open.dataset && open.dataset->fingerprint == entry->run.origin.datasetFingerprint)
                    request.dataset = open.dataset;
        }
    } else if (m_source.kind == EmbeddingKind::Dataset) {
        if (const auto* open = m_session.dataset(m_source.place))
            request.dataset = open->dataset;
    }
    return request;
}

void SourceChoices::offerSplits()
{
    std::vector<std::pair<std::string, std::string>> splits;
    const auto wanted = request();
    if (m_source.kind == EmbeddingKind::Run)
        splits = {{"test", "test"}, {"valid", "valid"}, {"train", "train"}};
    else if (wanted.dataset)
        for (const auto& split : wanted.dataset->splits)
            splits.emplace_back(split.name, split.name);
    m_isFilling = true;
    offerChoices(*m_split, splits);
    if (const int at = m_split->findData(toQt(m_source.split)); at >= 0)
        m_split->setCurrentIndex(at);
    else if (!splits.empty())
        m_source.split = fromQt(m_split->currentData().toString());
    m_isFilling = false;
    m_split->parentWidget()->setVisible(!splits.empty());
}

void SourceChoices::lookForEpochs()
{
    if (m_source.kind != EmbeddingKind::Run || m_epochsOf != m_source.place) {
        m_epochs.clear();
        m_epochsOf.clear();
        offerEpochs();
        Q_EMIT epochsChanged();
    }
    if (const auto* entry = m_session.run(m_source.place);
        entry != nullptr && m_source.kind == EmbeddingKind::Run && m_epochsOf != m_source.place)
        m_looking.request({m_source.place, entry->run.folder.string()});
}

void SourceChoices::offerEpochs()
{
    m_isFilling = true;
    m_epoch->clear();
    m_epoch->addItem(tr("kept"), 0);
    for (const int epoch : m_epochs)
        m_epoch->addItem(QString::number(epoch), epoch);
    if (m_epoch->findData(m_source.epoch) < 0) // until the epochs are known
        m_epoch->addItem(QString::number(m_source.epoch), m_source.epoch);
    m_epoch->setCurrentIndex(m_epoch->findData(m_source.epoch));
    m_isFilling = false;
    m_epoch->parentWidget()->setVisible(m_epoch->count() > 1);
}

} // namespace modalscope
