#include "core/analysis/similarity_text.h"
#include "core/data/synthetic.h"
#include "core/engine/engine.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_compare_features {

namespace {

std::shared_ptr<const Dataset> pictures()
{
    static const auto dataset = std::make_shared<const Dataset>(makeSample(SampleKind::Segmentation,
        {.train = 16, .valid = 4, .test = 6, .rows = 32, .columns = 32, .classes = 3})
                                                                    .value());
    return dataset;
}

std::shared_ptr<const Dataset> sentiment()
{
    static const auto dataset = std::make_shared<const Dataset>(
        makeSample(SampleKind::Sentiment, {.train = 40, .valid = 12, .test = 15}).value());
    return dataset;
}

std::shared_ptr<const Dataset> gappy()
{
    static const auto dataset = smallDataset({.missing = true});
    return dataset;
}

Experiment concatExperiment()
{
    auto experiment = smallExperiment(2);
    experiment.method = {};
    experiment.method.kind = MethodKind::Concat;
    return experiment;
}

Experiment networkExperiment(NetworkKind kind)
{
    Experiment experiment;
    experiment.method.kind = MethodKind::Network;
    experiment.method.network.kind = kind;
    experiment.method.network.headWidth = 32;
    experiment.method.network.width = 10;
    experiment.method.network.levels = 1;
    experiment.train.epochs = 1;
    experiment.train.batchSize = 8;
    experiment.train.optimizer = OptimizerKind::AdamW;
    experiment.train.learningRate = 1e-3;
    experiment.train.device = DeviceChoice::Cpu;
    return experiment;
}

std::vector<std::string> firstOf(const Dataset& dataset, std::size_t count)
{
    std::vector<std::string> names;
    for (std::size_t m = 0; m < count; ++m)
        names.push_back(dataset.modalities[m].name);
    return names;
}

const LayerSimilarity* layerOf(const SimilarityReport& report, const std::string& name)
{
    const auto found = std::find_if(report.layers.begin(), report.layers.end(),
        [&](const auto& layer) { return layer.layer.name == name; });
    return found == report.layers.end() ? nullptr : &*found;
}

std::string numbersOf(const FeatureSimilarity& said)
{
    SimilarityReport report;
    report.layers.push_back({{}, said, {}});
    return similarityCsv(report);
}

std::string problemOf(const Result<SimilarityReport>& report)
{
    return report ? std::string() : report.error().message;
}

} // namespace

/// Protects the comparison of features: what is compared with what, that nothing missing and nothing learned
/// change nothing, and which features stand for a missing branch.
class TestCompareFeatures : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::filesystem::path folder(const std::string& run) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / run;
    }
    FeatureCompareRequest request(const std::string& run, const std::shared_ptr<const Dataset>& dataset,
        std::vector<std::string> present) const
    {
        FeatureCompareRequest asked;
        asked.folder = folder(run);
        asked.dataset = dataset;
        asked.present = std::move(present);
        return asked;
    }
    Result<SimilarityReport> compare(const FeatureCompareRequest& asked) const
    {
        return modalscopeEngine()->compareFeatures(asked, {});
    }
    std::filesystem::path adapt(AdapterKind kind) const
    {
        AdaptOptions options;
        options.present = firstOf(*smallDataset(), 1);
        options.adapter.kind = kind;
        options.train.epochs = 3;
        options.train.batchSize = 16;
        options.train.learningRate = 0.05;
        const auto made = modalscopeEngine()->adapt({folder("concat"), smallDataset(), options}, {});
        if (!made)
            qWarning("%s", made.error().message.c_str());
        return made ? made.value() : std::filesystem::path();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        struct Made {
            const char* name;
            Experiment experiment;
            std::shared_ptr<const Dataset> dataset;
        };
        for (const auto& [name, experiment, dataset] :
            {Made{"concat", concatExperiment(), smallDataset()}, Made{"gappy", concatExperiment(), gappy()},
                Made{"dense", networkExperiment(NetworkKind::Cmnext), pictures()},
                Made{"mult", networkExperiment(NetworkKind::Mult), sentiment()}}) {
            const auto done = runSmall(experiment, folder(name), {}, dataset);
            QVERIFY2(done, done ? "" : done.error().message.c_str());
        }
    }

    void nothingMissingIsTheSame()
    {
        for (const auto& [run, dataset] :
            {std::pair("concat", smallDataset()), std::pair("dense", pictures())}) {
            const auto said = compare(request(run, dataset, firstOf(*dataset, dataset->modalities.size())));
            QVERIFY2(said, problemOf(said).c_str());
            QVERIFY(said.value().missing.empty());
            QVERIFY(said.value().layers.size() >= 5);
            for (const auto& layer : said.value().layers) {
                const auto& numbers = layer.pretrained;
                const auto* name = layer.layer.name.c_str();
                QVERIFY2(layer.layer.group != FeatureGroup::MissingBranch, name);
                QCOMPARE(numbers.cosine.n + numbers.cosine.undefined, said.value().samples);
                QVERIFY2(numbers.cosine.n == 0 || numbers.cosine.mean == 1, name);
                QVERIFY2(numbers.tokenCosine.n == 0 || std::abs(numbers.tokenCosine.mean - 1) < 1e-12, name);
                QVERIFY2(numbers.relativeDistance.n == 0 || numbers.relativeDistance.mean == 0, name);
                QVERIFY2(std::isnan(numbers.cka) || std::abs(numbers.cka - 1) < 1e-9, name);
            }
        }
    }

    void missingModalitiesChangeTheirBranchAndTheFusion()
    {
        const auto names = firstOf(*smallDataset(), 3);
        const auto said = compare(request("concat", smallDataset(), {names[0]}));
        QVERIFY2(said, problemOf(said).c_str());
        const auto& report = said.value();
        QCOMPARE(report.present, std::vector<std::string>{names[0]});
        QCOMPARE(report.missing, (std::vector<std::string>{names[1], names[2]}));
        QCOMPARE(report.samples, std::int64_t(16));
        QCOMPARE(report.leftOut, std::int64_t(0));
        QVERIFY(report.adapters.empty() && !report.run.empty());
        // An available encoder, the joined features, the scores; the missing branches apart at the end.
        std::vector<std::string> order;
        for (const auto& layer : report.layers)
            order.push_back(layer.layer.name);
        QCOMPARE(order,
            (std::vector<std::string>{
                "encoder." + names[0], "fused", "scores", "encoder." + names[1], "encoder." + names[2]}));
        QVERIFY(report.layers[3].layer.group == FeatureGroup::MissingBranch);
        QCOMPARE(report.layers[0].pretrained.cosine.mean, 1.0); // it sees the same
        QVERIFY(report.layers[1].pretrained.cosine.mean < 1);
        QVERIFY(report.layers[1].pretrained.relativeDistance.mean > 0);
        QVERIFY(report.layers[1].pretrained.cka < 1);
        QVERIFY(report.layers[3].pretrained.relativeDistance.mean > 0);
        QVERIFY(!report.layers[0].adapted);
    }

    void adaptersWithoutAValueChangeNothing()
    {
        auto asked = request("concat", smallDataset(), {});
        asked.adapters = adapt(AdapterKind::Pretrained);
        QVERIFY(!asked.adapters.empty());
        const auto said = compare(asked);
        QVERIFY2(said, problemOf(said).c_str());
        QCOMPARE(said.value().option, std::string("pretrained"));
        for (const auto& layer : said.value().layers) {
            QVERIFY(layer.adapted);
            QCOMPARE(numbersOf(*layer.adapted), numbersOf(layer.pretrained));
        }
        auto bare = request("concat", smallDataset(), firstOf(*smallDataset(), 1));
        const auto without = compare(bare);
        QVERIFY(without);
        for (std::size_t i = 0; i < said.value().layers.size(); ++i)
            QCOMPARE(numbersOf(without.value().layers[i].pretrained),
                numbersOf(said.value().layers[i].pretrained));
    }

    void learnedAdaptersMoveTheFeatures()
    {
        auto asked = request("concat", smallDataset(), firstOf(*smallDataset(), 1));
        asked.adapters = adapt(AdapterKind::Ssf);
        QVERIFY(!asked.adapters.empty());
        const auto said = compare(asked);
        QVERIFY2(said, problemOf(said).c_str());
        const auto& report = said.value();
        QCOMPARE(report.option, std::string("ssf"));
        QVERIFY(report.folder.find("ssf-s0") != std::string::npos);
        QVERIFY(report.adapters.find("seed 0") != std::string::npos);
        const auto& encoder = report.layers.front();
        QCOMPARE(encoder.pretrained.cosine.mean, 1.0);
        QVERIFY(encoder.adapted && encoder.adapted->relativeDistance.mean > 0);
        asked.present = {smallDataset()->modalities.back().name};
        QVERIFY(problemOf(compare(asked)).find("these adapters are for") != std::string::npos);
    }

    void denseNetworksHaveEveryStage()
    {
        auto asked = request("dense", pictures(), firstOf(*pictures(), 1));
        asked.input = MissingInput::BranchOff;
        const auto said = compare(asked);
        QVERIFY2(said, problemOf(said).c_str());
        const auto& report = said.value();
        QCOMPARE(report.layers.size(),
            std::size_t(22)); // 4 stages of 2 encoders, 2 rectified, fused; 2 of the head
        for (std::size_t i = 1; i < report.layers.size(); ++i)
            QVERIFY(int(report.layers[i - 1].layer.group) <= int(report.layers[i].layer.group));
        QCOMPARE(report.layers[0].layer.name, std::string("encoder.0.stage1"));
        QCOMPARE(report.layers[3].layer.name, std::string("encoder.0.stage4"));
        QVERIFY(report.layers[0].layer.label.find(pictures()->modalities[0].name) == 0);
        const auto* aux = layerOf(report, "encoder.aux.stage2");
        QVERIFY(aux != nullptr && aux->layer.group == FeatureGroup::MissingBranch);
        QCOMPARE(aux->pretrained.cosine.undefined, report.samples); // the branch gives zeros
        QVERIFY(std::isnan(aux->pretrained.cosine.mean));
        QCOMPARE(aux->pretrained.relativeDistance.mean, 1.0);
        const auto* fused = layerOf(report, "fused.stage1");
        QVERIFY(fused != nullptr && fused->pretrained.cosine.mean < 1);
        QCOMPARE(fused->pretrained.positions, std::int64_t(64)); // a quarter of 32 by 32
        QVERIFY(layerOf(report, "decoder") != nullptr && layerOf(report, "logits_quarter") != nullptr);
    }

    void sequencesOfMult()
    {
        const auto said = compare(request("mult", sentiment(), firstOf(*sentiment(), 1)));
        QVERIFY2(said, problemOf(said).c_str());
        const auto& report = said.value();
        QCOMPARE(report.layers.size(), std::size_t(12)); // 6 pairs, 3 memories, last, decoder, scores
        QVERIFY(layerOf(report, "encoder.l_with_a")->layer.group == FeatureGroup::Encoder);
        QVERIFY(layerOf(report, "encoder.a_with_v")->layer.group == FeatureGroup::MissingBranch);
        QVERIFY(layerOf(report, "memory.l")->layer.group == FeatureGroup::Fusion);
        QCOMPARE(report.layers.back().layer.group, FeatureGroup::MissingBranch);
        QVERIFY(layerOf(report, "memory.l")->pretrained.positions > 1);
        QCOMPARE(layerOf(report, "scores")->pretrained.cosine.n, std::int64_t(0)); // one value has no angle
    }

    void incompleteSamplesAreLeftOut()
    {
        const auto said = compare(request("gappy", gappy(), firstOf(*gappy(), 1)));
        QVERIFY2(said, problemOf(said).c_str());
        const auto& split = *gappy()->split("test");
        std::int64_t complete = 0;
        for (std::int64_t i = 0; i < split.size; ++i)
            complete += split.hasModality(1, i) && split.hasModality(2, i) ? 1 : 0;
        QVERIFY(complete > 0 && complete < split.size);
        QCOMPARE(said.value().samples, complete);
        QCOMPARE(said.value().leftOut, split.size - complete);
        for (const auto& layer : said.value().layers)
            QCOMPARE(layer.pretrained.samples, complete);
        QCOMPARE(said.value().layers.front().pretrained.cosine.mean, 1.0);
    }

    void badRequestsAreRefused()
    {
        auto asked = request("concat", smallDataset(), {});
        QVERIFY(problemOf(compare(asked)).find("no modality is left") != std::string::npos);
        asked.present = {"smell"};
        QVERIFY(problemOf(compare(asked)).find("smell") != std::string::npos);
        asked.present = firstOf(*smallDataset(), 1);
        asked.split = "exam";
        QVERIFY(problemOf(compare(asked)).find("no split exam") != std::string::npos);
        asked.split = "test";
        asked.input = MissingInput::BranchOff;
        QVERIFY(problemOf(compare(asked)).find("branches") != std::string::npos);
    }

    void stopsAtOnce()
    {
        std::stop_source stop;
        RunContext context;
        context.stop = stop.get_token();
        int reports = 0;
        context.report = [&](const RunEvent& event) {
            reports += std::holds_alternative<Progress>(event) ? 1 : 0;
            stop.request_stop();
        };
        const auto said = modalscopeEngine()->compareFeatures(
            request("dense", pictures(), firstOf(*pictures(), 1)), context);
        QVERIFY(!said);
        QVERIFY(said.error().kind == ErrorKind::Cancelled);
        QCOMPARE(reports, 1);
    }
};

TEST_ENTRY(TestCompareFeatures, NoApplication)

} // namespace modalscope::tst_compare_features

#include "tst_compare_features.moc"
