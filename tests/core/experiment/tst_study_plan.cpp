#include "core/base/atomic_file.h"
#include "core/experiment/study.h"
#include "core/store/run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <set>

namespace modalscope::tst_study_plan {

namespace {

/// A study of eight-sample batches whose `rest` are its axes and variants.
Study studyOf(const std::string& rest, const std::string& base = R"("train": {"batch_size": 8})")
{
    auto study = studyFromText(R"({"name": "s", "base": {)" + base + "}, " + rest + "}", "file");
    if (!study)
        qWarning("%s", study.error().message.c_str());
    return study ? std::move(study).value() : Study();
}

std::vector<StudyRun> planOf(
    const Study& study, const std::shared_ptr<const Dataset>& dataset = smallDataset())
{
    auto plan = planStudy(study, *dataset);
    if (!plan)
        qWarning("%s", plan.error().message.c_str());
    return plan ? std::move(plan).value() : std::vector<StudyRun>();
}

/// "concat 0 train 0.4", for orders.
std::vector<std::string> kindsAndSeeds(const std::vector<StudyRun>& plan)
{
    std::vector<std::string> texts;
    for (const auto& run : plan)
        texts.push_back(
            toText(run.experiment.method.kind) + " " + std::to_string(run.experiment.seed) + run.variant);
    return texts;
}

} // namespace

/// Protects which runs a study stands for: the product of its axes, seed after seed, none twice, with the ids
/// that the same experiments have alone.
class TestStudyPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void productOfTheAxesSeedAfterSeed();
    void withoutAxesThereIsOneRun();
    void equalRunsAreOne();
    void aVariantKeepsWhatItSets();
    void unimodalIsOneRunPerModality();
    void testRatesAreConditionsAndNoRuns();
    void idsAreThoseOfTheExperimentAlone();
    void idsOfStoredRunsHoldStill();
    void newOptionsAreInTheIdOnceTheyAreUsed_data();
    void newOptionsAreInTheIdOnceTheyAreUsed();
    void countsBeforeItPlans();
    void anAxisWithoutValuesPlansNothing();
    void canBeStopped();
    void refusesStudies_data();
    void refusesStudies();
};

void TestStudyPlan::productOfTheAxesSeedAfterSeed()
{
    const auto study = studyOf(
        R"("axes": {"method.kind": ["concat", "mla"], "missing.train_rate": [0, 0.4], "seed": [4, 2]})");
    const auto plan = planOf(study);
    QCOMPARE(runCount(study), 8.0);
    QCOMPARE(kindsAndSeeds(plan),
        (std::vector<std::string>{
            "concat 4", "concat 4", "mla 4", "mla 4", "concat 2", "concat 2", "mla 2", "mla 2"}));
    std::set<std::string> ids, groups;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        ids.insert(plan[i].id);
        groups.insert(plan[i].group);
        QCOMPARE(plan[i].experiment.missing.trainRate, i % 2 == 0 ? 0.0 : 0.4); // the last axis is fastest
        QVERIFY(plan[i].values.at("missing.train_rate") == plan[i].experiment.missing.trainRate);
        QVERIFY(!plan[i].values.contains("seed"));
        QCOMPARE(plan[i].group, plan[i % 4].group);
    }
    QCOMPARE(ids.size(), std::size_t(8));
    QCOMPARE(groups.size(), std::size_t(4));
}

void TestStudyPlan::withoutAxesThereIsOneRun()
{
    const auto study = studyOf(R"("axes": {})", R"("seed": 7, "train": {"batch_size": 8})");
    const auto plan = planOf(study);
    QCOMPARE(plan.size(), std::size_t(1));
    QCOMPARE(plan[0].experiment.seed, std::uint64_t(7));
    QCOMPARE(runCount(study), 1.0);
    QVERIFY(plan[0].values.empty() && plan[0].variant.empty());
}

/// The second variant says what the first does, the third what the base does.
void TestStudyPlan::equalRunsAreOne()
{
    const auto study = studyOf(R"("axes": {"seed": [0, 1]},
        "variants": [{"label": "a", "set": {"method.kind": "late"}},
                     {"label": "b", "set": {"method.kind": "late"}},
                     {"label": "c", "set": {"method.hgm": "paper"}}])");
    QCOMPARE(runCount(study), 8.0);
    QCOMPARE(
        kindsAndSeeds(planOf(study)), (std::vector<std::string>{"mla 0", "late 0a", "mla 1", "late 1a"}));
    QCOMPARE(
        idleVariants(study, planOf(study)), (std::vector<std::string>{"b", "c"})); // nothing vanishes unsaid
}

void TestStudyPlan::aVariantKeepsWhatItSets()
{
    const auto plan = planOf(studyOf(R"("axes": {"method.kind": ["concat", "mla"], "train.epochs": [2, 3]},
        "variants": [{"label": "no HGM", "set": {"method.kind": "mla", "method.hgm": "off"}},
                     {"label": "all of it", "set": {"method": {"kind": "late"}, "train.epochs": 9}}])"));
    QCOMPARE(plan.size(), std::size_t(4 + 2 + 1)); // each variant only over the axes that it leaves alone
    for (const auto& run : plan) {
        const auto& experiment = run.experiment;
        if (run.variant == "no HGM") {
            QVERIFY(experiment.method.kind == MethodKind::Mla && experiment.method.mla.hgm == Hgm::Off);
            QVERIFY(!run.values.contains("method.kind"));
            QVERIFY(run.values.at("train.epochs") == experiment.train.epochs);
        } else if (run.variant == "all of it") {
            QVERIFY(experiment.method.kind == MethodKind::Late && experiment.train.epochs == 9);
            QVERIFY(run.values.empty());
        }
    }
}

void TestStudyPlan::unimodalIsOneRunPerModality()
{
    const auto plan = planOf(studyOf(R"("axes": {"method.kind": ["unimodal", "mla"], "seed": [0]})",
        R"("modalities": ["sensors", "image"], "encoders": {"sensors": {"hidden": [5]}},
               "train": {"batch_size": 8})"));
    QCOMPARE(plan.size(), std::size_t(3));
    QCOMPARE(plan[0].experiment.modalities, std::vector<std::string>{"sensors"});
    QCOMPARE(plan[1].experiment.modalities, std::vector<std::string>{"image"});
    QVERIFY(plan[1].values.at("modalities") == nlohmann::json::array({"image"}));
    QCOMPARE(plan[0].experiment.encoder("sensors").hidden, std::vector<int>{5});
    QVERIFY(!plan[1].experiment.encoders.contains("sensors")); // of another modality
    QVERIFY(!plan[2].values.contains("modalities"));
}

void TestStudyPlan::testRatesAreConditionsAndNoRuns()
{
    const auto study = studyOf(R"("axes": {"missing.test_rate": [0.8, 0, 0.4], "seed": [0, 1]})",
        R"("train": {"batch_size": 8}, "evaluate": {"missing_rates": [0.2, 0.4]})");
    QCOMPARE(runCount(study), 2.0);
    const auto plan = planOf(study);
    QCOMPARE(plan.size(), std::size_t(2));
    for (const auto& run : plan) {
        QCOMPARE(run.experiment.evaluate.missingRates, (std::vector<double>{0, 0.2, 0.4, 0.8}));
        QCOMPARE(run.experiment.missing.testRate, 0.0);
        QVERIFY(run.values.empty());
    }
}

void TestStudyPlan::idsAreThoseOfTheExperimentAlone()
{
    const auto dataset = smallDataset();
    const auto study = studyOf(R"("axes": {"method.kind": ["concat"], "seed": [3]})");
    const auto alone = withSettings(study.base, {{"method.kind", "concat"}, {"seed", 3}});
    const auto run = planOf(study).at(0);
    QCOMPARE(run.id, runId(alone.value(), *dataset)); // which lists no modalities, and has another name
    QCOMPARE(run.group, groupId(alone.value(), *dataset));
}

/// Runs of the first version lie in the example workspace under the ids that it gave them.
void TestStudyPlan::idsOfStoredRunsHoldStill()
{
    const std::filesystem::path runs = MODALSCOPE_SOURCE_DIR "/resources/example/runs";
    std::set<std::string> seen;
    for (const auto& entry : std::filesystem::directory_iterator(runs)) {
        const RunFolder folder(entry.path());
        const auto experiment = folder.experiment();
        const auto origin = folder.origin();
        QVERIFY2(experiment && origin, entry.path().c_str());
        Dataset dataset;
        dataset.fingerprint = origin.value().datasetFingerprint;
        for (const char* name : {"a", "v"})
            dataset.modalities.emplace_back().name = name;
        QCOMPARE(runId(experiment.value(), dataset), entry.path().filename().string());
        QCOMPARE(groupId(experiment.value(), dataset), origin.value().group);
        seen.insert(entry.path().filename().string());
    }
    QVERIFY(seen.contains("368849d19616") && seen.contains("136de5dd7aae"));
    QCOMPARE(seen.size(), std::size_t(18));
}

void TestStudyPlan::newOptionsAreInTheIdOnceTheyAreUsed_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<bool>("changes");
    QTest::newRow("a rate") << "evaluate.missing_rates=[0.4]" << true;
    QTest::newRow("another rate") << "evaluate.missing_rates=[0.4,0.6]" << true;
    QTest::newRow("permutations") << "evaluate.permutations=5" << true;
    QTest::newRow("one modality") << "missing={\"protocol\":\"one-modality\",\"modality\":\"a\"}" << true;
    QTest::newRow("no rates") << "evaluate.missing_rates=[]" << false;
    QTest::newRow("no permutations") << "evaluate.permutations=0" << false;
}

void TestStudyPlan::newOptionsAreInTheIdOnceTheyAreUsed()
{
    QFETCH(QString, setting);
    QFETCH(bool, changes);
    const auto changed = withSetting(Experiment(), setting.toStdString());
    QVERIFY2(bool(changed), changed ? "" : changed.error().message.c_str());
    QCOMPARE(runId(changed.value(), *smallDataset()) != runId(Experiment(), *smallDataset()), changes);
}

void TestStudyPlan::countsBeforeItPlans()
{
    auto study = studyOf(R"("axes": {"missing.test_rate": [0, 0.1, 0.2]})");
    for (const char* path : {"seed", "train.epochs", "train.batch_size"}) {
        StudyAxis axis{path, {}};
        for (int i = 1; i <= 100; ++i)
            axis.values.push_back(i);
        study.axes.push_back(std::move(axis));
    }
    QCOMPARE(runCount(study), 1e6);
    const auto plan = planStudy(study, *smallDataset());
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(plan.error().message,
        std::string(
            "the study s asks for 1000000 runs (seed 100 × train.epochs 100 × train.batch_size 100); at "
            "most 100000 can be planned, take values out of an axis"));
}

/// A study made in the window may have one; that of a file is refused when it is read.
void TestStudyPlan::anAxisWithoutValuesPlansNothing()
{
    for (const char* path : {"seed", "train.epochs", kTestRateAxis}) {
        auto study = studyOf(R"("axes": {})");
        study.axes.push_back({path, {}});
        const auto plan = planStudy(study, *smallDataset());
        QVERIFY(!plan);
        QVERIFY2(plan.error().message.starts_with(std::string("axes.") + path + " has no value"),
            plan.error().message.c_str());
    }
}

/// A person sees how far it is, and can stop a plan of many.
void TestStudyPlan::canBeStopped()
{
    const auto study = studyOf(R"("axes": {"train.learning_rate": [0.1, 0.2, 0.3], "seed": [0, 1]})");
    std::vector<std::size_t> told;
    const auto plan = planStudy(study, *smallDataset(), [&](std::size_t done, std::size_t total) {
        told.push_back(done);
        return total == 3;
    });
    QVERIFY(bool(plan));
    QCOMPARE(told, (std::vector<std::size_t>{0, 1, 2}));
    const auto stopped
        = planStudy(study, *smallDataset(), [](std::size_t done, std::size_t) { return done < 1; });
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
}

void TestStudyPlan::refusesStudies_data()
{
    QTest::addColumn<QString>("rest");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const char* rest, const char* says) {
        QTest::newRow(name) << QString::fromUtf8(rest) << QString::fromUtf8(says);
    };
    add("negative seed", R"("axes": {"seed": [0, -1]})", "axes.seed: -1 is not a whole number");
    add("half a seed", R"("axes": {"seed": [1.5]})", "axes.seed: 1.5 is not a whole number");
    add("a seed that JSON cannot hold", R"("axes": {"seed": [9007199254740993]})", "axes.seed: 9007");
    add("a text as seed", R"("axes": {"seed": ["0"]})", "axes.seed: \"0\" is not a whole number");
    add("unknown axis", R"("axes": {"train.epoch": [3]})",
        "train.epoch is not an option; did you mean epochs?");
    add("an axis without a path", R"("axes": {"": [3]})", "\"\" is not an option");
    add("an option of another method", R"("axes": {"method.kind": ["mla", "concat"], "method.hgm": ["off"]})",
        "method.hgm is not an option");
    add("a value out of range", R"("axes": {"train.epochs": [3, 0]})", "train.epochs is out of range: 0");
    add("a test rate of 1", R"("axes": {"missing.test_rate": [0, 1]})",
        "axes.missing.test_rate: 1 is not a rate from 0 to 0.9");
    add("a negative test rate", R"("axes": {"missing.test_rate": [-0.1]})", "axes.missing.test_rate: -0.1");
    add("a text as test rate", R"("axes": {"missing.test_rate": ["0.4"]})",
        "axes.missing.test_rate: \"0.4\"");
    add("a training rate of 1", R"("axes": {"missing.train_rate": [1]})",
        "missing.train_rate is out of range");
    add("unknown option of a variant", R"("variants": [{"label": "a", "set": {"method.hmg": "off"}}])",
        "variant a: method.hmg is not an option");
    add("a variant over seeds", R"("variants": [{"label": "a", "set": {"seed": 3}}])",
        "variant a sets the seed or the test rate");
    add("a variant over rates", R"("variants": [{"label": "a", "set": {"missing.test_rate": 0.3}}])",
        "variant a sets the seed or the test rate");
    add("a variant that cannot be trained",
        R"("variants": [{"label": "a", "set": {"modalities": ["image"], "method.kind": "concat"}}])",
        "variant a: method.kind concat needs");
    add("rates that hide nothing", R"("axes": {"missing.protocol": ["none"], "missing.test_rate": [0, 0.4]})",
        "evaluate.missing_rates is above 0, but missing.protocol none hides nothing");
}

void TestStudyPlan::refusesStudies()
{
    QFETCH(QString, rest);
    QFETCH(QString, says);
    const auto plan = planStudy(studyOf(rest.toStdString()), *smallDataset());
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::InvalidInput);
    const auto message = QString::fromStdString(plan.error().message);
    QVERIFY2(message.startsWith(says), qPrintable(message));
    QVERIFY(!message.contains(QLatin1Char('\n')));
}

TEST_ENTRY(TestStudyPlan, NoApplication)

} // namespace modalscope::tst_study_plan

#include "tst_study_plan.moc"
