#include "app/pages/segmentation_maker.h"

#include "core/base/text.h"

#include <algorithm>

namespace modalscope {
namespace {

/// Makes one result, prediction after prediction.
class SegmentationWorker {
public:
    SegmentationWorker(const SegmentationRequest& request, const EngineLoader& engine, MapCache& cache,
        const RunContext& context)
        : m_request(request)
        , m_engine(engine)
        , m_cache(cache)
        , m_context(context)
    { }

    Result<void> fill(SegmentationResult& made)
    {
        const auto& dataset = *m_request.dataset;
        if (auto good = checkLabelMaps(dataset); !good)
            return good;
        const auto* split = dataset.split(m_request.split);
        if (split == nullptr || !split->labelMaps || split->size == 0)
            return invalidInput("split: " + dataset.name + " has no samples in " + m_request.split
                + "; choose another split");
        if (auto fits = checkSize(*split); !fits)
            return fits;
        auto truth = trueMaps(*split);
        if (!truth)
            return truth.error();
        m_truth = truth.value();
        for (const auto which : kPredictions) {
            auto& part = made.parts[std::size_t(which)];
            part.why = whyNot(which);
            if (!part.why.empty())
                continue;
            auto maps = predicted(which);
            if (maps)
                part.maps = std::move(maps).value();
            else if (which == Prediction::Adapted && maps.error().kind != ErrorKind::Cancelled)
                part.why = maps.error().message;
            else
                return maps.error();
        }
        made.truth = m_truth;
        return {};
    }

private:
    Result<void> checkSize(const Split& split) const
    {
        const auto& shape = m_request.dataset->labelShape;
        const double maps = m_request.present.empty() ? 2 : m_request.adapters.empty() ? 3 : 4;
        const double bytes = double(split.size) * double(shape[0]) * double(shape[1]) * maps;
        if (bytes <= kMostMapBytes)
            return {};
        return invalidInput(m_request.split + " has " + std::to_string(split.size) + " samples of "
            + std::to_string(shape[0]) + " × " + std::to_string(shape[1]) + " pixels, whose label maps need "
            + sizeText(bytes) + " of memory, and this page takes " + sizeText(kMostMapBytes)
            + "; choose a smaller split");
    }

    std::string whyNot(Prediction which) const
    {
        if (which != Prediction::Complete && m_request.present.empty())
            return "Nothing is missing: choose modalities that are left.";
        if (which == Prediction::Adapted && m_request.adapters.empty())
            return m_request.adapterSets > 0
                ? "No adapter set is chosen; choose one above."
                : "There is no adapter set for these modalities; learn one on the page Adapters.";
        return {};
    }

    Result<std::shared_ptr<const ScoredMaps>> trueMaps(const Split& split)
    {
        const auto key = "truth " + m_request.dataset->fingerprint + " " + m_request.split;
        if (auto known = m_cache.find(key))
            return known;
        m_context.report(Progress{0, 0, "reading the labels of " + m_request.split});
        auto maps = trueLabelMaps(*m_request.dataset, split, [this] { return m_context.shouldStop(); });
        if (!maps)
            return maps.error();
        return kept(key, {std::move(maps).value()});
    }

    MapRequest mapRequest(Prediction which) const
    {
        MapRequest wanted{.folder = m_request.run.folder, .dataset = m_request.dataset};
        wanted.split = m_request.split;
        if (which != Prediction::Complete) {
            wanted.present = m_request.present;
            wanted.input = m_request.input;
        }
        if (which == Prediction::Adapted)
            wanted.adapters = m_request.adapters;
        return wanted;
    }

    /// Files may be written anew while the window is open.
    static std::string keyOf(const MapRequest& wanted)
    {
        const auto stampText = [](const std::filesystem::path& file) {
            std::error_code code;
            const auto time = std::filesystem::last_write_time(file, code);
            return code ? std::string("none") : std::to_string(time.time_since_epoch().count());
        };
        return joinText(std::vector<std::string>{wanted.folder.string(), wanted.dataset->fingerprint,
                            wanted.split, joinText(wanted.present, "+"), toText(wanted.input),
                            wanted.adapters.string(), stampText(wanted.folder / "checkpoint.safetensors"),
                            stampText(wanted.adapters / "adapter.safetensors")},
            "\n");
    }

    Result<std::shared_ptr<const ScoredMaps>> predicted(Prediction which)
    {
        const auto wanted = mapRequest(which);
        const auto key = keyOf(wanted);
        if (auto known = m_cache.find(key))
            return known;
        const auto engine = m_engine();
        if (!engine)
            return engine.error();
        auto context = m_context;
        context.report = [this, which](const RunEvent& event) {
            const auto* progress = std::get_if<Progress>(&event);
            if (progress == nullptr)
                return m_context.report(event);
            auto said = *progress;
            said.stage += ", " + std::to_string(int(which) + 1) + " of " + std::to_string(asked());
            m_context.report(said);
        };
        auto maps = engine.value()->predictMaps(wanted, context);
        if (!maps)
            return maps.error();
        auto scores = mapScores(m_truth->maps, maps.value(), m_request.dataset->classCount(),
            [this] { return m_context.shouldStop(); });
        if (!scores)
            return scores.error();
        return kept(key, {std::move(maps).value(), std::move(scores).value()});
    }

    int asked() const { return m_request.present.empty() ? 1 : m_request.adapters.empty() ? 2 : 3; }

    std::shared_ptr<const ScoredMaps> kept(const std::string& key, ScoredMaps maps)
    {
        auto shared = std::make_shared<const ScoredMaps>(std::move(maps));
        m_cache.keep(key, shared);
        return shared;
    }

    const SegmentationRequest& m_request;
    const EngineLoader& m_engine;
    MapCache& m_cache;
    const RunContext& m_context;
    std::shared_ptr<const ScoredMaps> m_truth;
};

std::vector<double> lostBetween(const SegmentationResult::Part& better, const SegmentationResult::Part& worse)
{
    return better.maps && worse.maps ? lossOfQuality(better.maps->scores, worse.maps->scores)
                                     : std::vector<double>();
}

} // namespace

std::string toText(Prediction which)
{
    constexpr const char* words[] = {"complete", "missing", "adapted"};
    return words[int(which)];
}

std::vector<std::string> SegmentationRequest::missing() const
{
    std::vector<std::string> gone;
    for (const auto& name : modalities)
        if (!present.empty() && std::ranges::find(present, name) == present.end())
            gone.push_back(name);
    return gone;
}

bool SegmentationRequest::asksForTheSame(const SegmentationRequest& other) const
{
    return run.folder == other.run.folder && dataset == other.dataset && split == other.split
        && present == other.present && input == other.input && adapters == other.adapters
        && adapterSets == other.adapterSets;
}

std::vector<double> SegmentationResult::loss() const
{
    return lostBetween(part(Prediction::Complete), part(Prediction::Missing));
}

std::vector<double> SegmentationResult::gain() const
{
    return lostBetween(part(Prediction::Adapted), part(Prediction::Missing));
}

SegmentationResult makeSegmentation(const SegmentationRequest& request, const EngineLoader& engine,
    MapCache& cache, const RunContext& context)
{
    SegmentationResult made;
    made.request = request;
    if (auto filled = SegmentationWorker(request, engine, cache, context).fill(made); !filled)
        made.error = filled.error();
    return made;
}

} // namespace modalscope
