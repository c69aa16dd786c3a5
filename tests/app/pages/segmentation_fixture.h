#pragma once

#include "app/pages/segmentation_view.h"
#include "core/data/synthetic.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/adapter_sets.h"
#include "widgets/maps/pane_grid.h"

#include <QLabel>
#include <QSpinBox>

namespace modalscope {

/// Says the truth with everything; without a modality, i of 8 columns of sample i are wrong, with adapters
/// half as many.
class MapEngine : public FakeEngine {
public:
    std::atomic<int> asked{0};
    std::atomic<bool> isEndless{false};
    std::string foreign; ///< adapter folders that belong to another base end like this
    bool lacksCheckpoint = false;

    Result<LabelMaps> predictMaps(const MapRequest& request, const RunContext& context) override
    {
        ++asked;
        context.report(Progress{1, 6, "predicting " + request.split});
        while (isEndless && !context.shouldStop())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        if (lacksCheckpoint)
            return Error{ErrorKind::NotFound, "the run has no checkpoint.safetensors"};
        if (!foreign.empty() && request.adapters.string().ends_with(foreign))
            return Error{ErrorKind::Format, "these adapters belong to another base network"};
        auto maps = trueLabelMaps(*request.dataset, *request.dataset->split(request.split), {}).value();
        for (auto& label : maps.classes)
            label = label == LabelMaps::kNone ? 0 : label;
        for (std::int64_t i = 0; i < maps.samples() && !request.present.empty(); ++i) {
            const auto wrong = request.adapters.empty() ? i : i / 2;
            for (std::int64_t at = 0; at < maps.pixels(); ++at) {
                auto& label = maps.classes[std::size_t(i * maps.pixels() + at)];
                label = at % 8 < wrong ? std::uint8_t((label + 1) % 3) : label;
            }
        }
        return maps;
    }
};

inline MadeRun segmentationRun(const Dataset& dataset)
{
    MadeRunOptions options;
    options.experiment.dataset = dataset.path;
    options.experiment.modalities = {"rgb", "thermal"};
    options.experiment.method.kind = MethodKind::Network;
    options.experiment.train.epochs = 1;
    auto made = makeRun(options, dataset);
    made.metrics = {{"format", 1}, {"epoch", 1}, {"selected_on", "valid"},
        {"parameters", {{"total", 1000}, {"trainable", 1000}}},
        {"splits", {{"test", {{"n", 6}, {"fused", {{"miou", {{"value", 1.0}}}}}}}}}};
    made.stored.metrics = made.metrics;
    return made;
}

/// A workspace with a run of small scenes, and what a view of it shows.
class SegmentationFixture {
public:
    SegmentationFixture()
        : session([this]() -> Result<Engine*> { return &engine; })
    { }

    std::string path(const char* name) const { return m_folder.path().toStdString() + "/" + name; }

    /// Writes the scenes as a file; as they are read back.
    std::shared_ptr<const Dataset> writeScenes() const
    {
        const SampleOptions scene{.train = 6, .valid = 3, .test = 6, .rows = 32, .columns = 32, .classes = 3};
        if (!writeDataset(path("scenes.h5"), makeSample(SampleKind::Segmentation, scene).value()))
            qFatal("the scenes cannot be written");
        return readDataset(path("scenes.h5")).value();
    }

    void open(bool withAdapters, bool withDataset = true)
    {
        const auto made = segmentationRun(*writeScenes());
        run = made.stored.id();
        QVERIFY(Workspace(path("workspace")).create());
        writeRun(made, path("workspace"));
        const auto folder = Workspace(path("workspace")).runFolder(run);
        for (int seed = 0; withAdapters && seed < 2; ++seed)
            writeAdapterSet(folder, adapterOptions({"thermal"}, AdapterKind::Ssf, seed),
                adapterMetrics("miou", 0.4, 0.6, 20));
        QVERIFY(session.openWorkspace(path("workspace")));
        QTRY_COMPARE(session.runs().size(), std::size_t(1));
        if (!withDataset)
            return;
        session.openDataset(path("scenes.h5"));
        QTRY_VERIFY(session.currentDataset() != nullptr && session.currentDataset()->dataset);
    }

    static int number(const SegmentationView& view)
    {
        return child<QSpinBox>(&view, "segmentationNumber")->value();
    }
    static bool areMapsShown(const SegmentationView& view)
    {
        const auto* grid = child<PaneGrid>(&view, "paneGrid");
        return grid->isVisible() && grid->isEnabled() && !grid->panes().empty();
    }
    static MapPane pane(const SegmentationView& view, const char* key)
    {
        for (const auto& one : child<PaneGrid>(&view, "paneGrid")->panes())
            if (one.key == QLatin1String(key))
                return one;
        return {};
    }
    /// Whether a sentence with this part is on the screen.
    static bool says(const SegmentationView& view, const char* part)
    {
        const auto labels = view.findChildren<QLabel*>();
        return std::ranges::any_of(labels, [&](const QLabel* label) {
            return label->isVisible() && label->text().contains(QLatin1String(part));
        });
    }

private:
    QTemporaryDir m_folder;

public:
    std::string run; ///< id
    MapEngine engine;
    Session session; // after the engine, so that it goes before it
};

} // namespace modalscope
