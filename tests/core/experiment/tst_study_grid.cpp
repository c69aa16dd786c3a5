#include "core/experiment/axis_values.h"
#include "core/experiment/study_grid.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <numeric>
#include <set>

namespace modalscope::tst_study_grid {

namespace {

MethodOptions ofKind(MethodKind kind)
{
    MethodOptions method;
    method.kind = kind;
    return method;
}

RunGrid gridOf(std::vector<MethodOptions> methods, bool alone = false)
{
    RunGrid grid;
    grid.base.train.batchSize = 8;
    grid.methods = std::move(methods);
    grid.seeds = {0, 1};
    grid.alone = alone;
    return grid;
}

std::set<std::string> idsOf(const Result<std::vector<StudyRun>>& plan)
{
    if (!plan)
        qWarning("%s", plan.error().message.c_str());
    std::set<std::string> ids;
    for (const auto& run : plan ? plan.value() : std::vector<StudyRun>())
        ids.insert(run.id);
    return ids;
}

Study readAgain(const Study& study)
{
    auto read = studyFromText(toFileText(study), "file");
    if (!read)
        qWarning("%s", read.error().message.c_str());
    return read ? std::move(read).value() : Study();
}

/// A study file of eight-sample batches with `rest` as its axes and variants.
Study studyOf(const std::string& rest, const std::string& base = R"("train": {"batch_size": 8})")
{
    auto study = studyFromText(R"({"name": "s", "base": {)" + base + "}, " + rest + "}", "file");
    if (!study)
        qWarning("%s", study.error().message.c_str());
    return study ? std::move(study).value() : Study();
}

RunGrid gridFrom(const Study& study)
{
    const auto grid = gridFromStudy(study, {});
    return grid ? grid.value() : RunGrid();
}

} // namespace

/// Protects that a comparison and its study are the same runs, whichever way they are turned into each
/// other.
class TestStudyGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plansWhatItsStudyPlans_data();
    void plansWhatItsStudyPlans();
    void severalMethodsAreAnAxisOfObjects();
    void oneMethodIsTheBase();
    void anOptionVariesTheMethodsThatHaveIt();
    void studiesComeBackAsTheirRuns_data();
    void studiesComeBackAsTheirRuns();
    void whatTheFormKnowsIsFilledIn();
    void whatTheFormDoesNotKnowIsKept();
    void aSeedThatIsNoneIsSaid();
    void moreThanAHundredThousandRunsAreRefused();
};

void TestStudyGrid::plansWhatItsStudyPlans_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("runs");
    QTest::newRow("methods") << "" << 2 * (2 + 3);
    QTest::newRow("one method") << "one" << 2;
    QTest::newRow("only alone") << "alone" << 2 * 3;
    QTest::newRow("training rates") << "rates" << 2 * 3 * (2 + 3);
    QTest::newRow("test rates") << "test rates" << 2 * (2 + 3);
    QTest::newRow("an option of MLA") << "hgm" << 2 * (1 + 2 + 3);
    QTest::newRow("an option of two MLAs") << "two" << 2 * (1 + 2 + 2 + 3);
    QTest::newRow("a variant") << "variant" << 2 * (2 + 3 + 1);
}

void TestStudyGrid::plansWhatItsStudyPlans()
{
    QFETCH(QString, what);
    QFETCH(int, runs);
    auto grid = gridOf({ofKind(MethodKind::Concat), ofKind(MethodKind::Mla)}, true);
    if (what == u"one")
        grid = gridOf({ofKind(MethodKind::Late)});
    else if (what == u"alone")
        grid.methods.clear();
    else if (what == u"rates")
        grid.axes = {{"missing.train_rate", {0, 0.2, 0.4}}};
    else if (what == u"test rates")
        grid.axes = {{"missing.test_rate", {0, 0.2, 0.4}}};
    else if (what == u"hgm" || what == u"two")
        grid.axes = {{"method.hgm", {"paper", "off"}}};
    else if (what == u"variant")
        grid.variants = {{"no HGM", {{"method.kind", "mla"}, {"method.hgm", "off"}}}};
    if (what == u"two") {
        grid.methods.push_back(ofKind(MethodKind::Mla));
        grid.methods.back().mla.fusion = MlaFusion::Mean;
    }
    const auto data = smallDataset();
    const auto ids = idsOf(planRuns(grid, *data));
    QCOMPARE(int(ids.size()), runs);
    const auto study = readAgain(toStudy(grid, "s"));
    QCOMPARE(idsOf(planStudy(study, *data)), ids);
    const auto again = gridFrom(study);
    QCOMPARE(idsOf(planRuns(again, *data)), ids);
    QCOMPARE(
        toFileText(toStudy(gridFrom(readAgain(toStudy(again, "s"))), "s")), toFileText(toStudy(again, "s")));
}

void TestStudyGrid::severalMethodsAreAnAxisOfObjects()
{
    auto off = ofKind(MethodKind::Mla);
    off.mla.hgm = Hgm::Off;
    const auto study = toStudy(gridOf({ofKind(MethodKind::Mla), off, off}, true), "s");
    const auto* axis = study.axis("method");
    QVERIFY(axis != nullptr);
    QCOMPARE(axis->values.size(), std::size_t(3)); // equal ones once, and the encoders alone
    QVERIFY(axis->values[1].is_object());
    QCOMPARE(axisValueText(axis->values[1]), methodLabel(off));
    QVERIFY((study.axis("seed")->values == std::vector<nlohmann::json>{0, 1}));
    const auto grid = gridFrom(study);
    QCOMPARE(grid.methods.size(), std::size_t(2));
    QVERIFY(grid.alone && grid.axes.empty() && grid.variants.empty());
}

void TestStudyGrid::oneMethodIsTheBase()
{
    const auto study = toStudy(gridOf({ofKind(MethodKind::Qmf)}), "s");
    QVERIFY(study.axis("method") == nullptr && study.variants.empty());
    QCOMPARE(study.base.method.kind, MethodKind::Qmf);
    const auto grid = gridFrom(study);
    QCOMPARE(grid.methods.size(), std::size_t(1));
    QVERIFY(!grid.alone);
}

/// Concat and the encoders alone have no HGM: they run once, MLA runs with both.
void TestStudyGrid::anOptionVariesTheMethodsThatHaveIt()
{
    auto grid = gridOf({ofKind(MethodKind::Concat), ofKind(MethodKind::Mla)}, true);
    grid.axes = {{"method.hgm", {"paper", "off"}}};
    const auto study = readAgain(toStudy(grid, "s"));
    QCOMPARE(study.base.method.kind, MethodKind::Mla);
    QCOMPARE(study.variants.size(), std::size_t(2));
    QCOMPARE(study.variants[0].label, methodLabel(grid.methods[0]));
    const auto again = gridFrom(study);
    QVERIFY(again.variants.empty()); // they are methods again
    QVERIFY(again.alone);
    QCOMPARE(again.methods.size(), std::size_t(2));
    QCOMPARE(again.axes.size(), std::size_t(1));
}

void TestStudyGrid::studiesComeBackAsTheirRuns_data()
{
    QTest::addColumn<QString>("rest");
    QTest::newRow("kinds") << R"("axes": {"method.kind": ["unimodal", "concat", "mla"], "seed": [4, 2]})";
    QTest::newRow("no axes") << R"("axes": {})";
    QTest::newRow("kinds and an option of both") << R"("axes": {"method.kind": ["ogm", "ogm-ge"],
        "method.alpha": [0.1, 0.8]})";
    QTest::newRow("a variant that sets its kind") << R"("axes": {"method.kind": ["concat", "late"]},
        "variants": [{"label": "MLA, no HGM", "set": {"method.kind": "mla", "method.hgm": "off"}}])";
    QTest::newRow("variants that start from the base") << R"("axes": {"seed": [0, 1]},
        "variants": [{"label": "no HGM", "set": {"method.hgm": "off"}},
                     {"label": "mean", "set": {"method.fusion": "mean"}}])";
    QTest::newRow("a list of one beside a variant") << R"("axes": {"method": [{"kind": "concat"}]},
        "variants": [{"label": "no HGM", "set": {"method.hgm": "off"}}])";
    QTest::newRow("kinds that act on a variant") << R"("axes": {"method.kind": ["ogm", "ogm-ge"]},
        "variants": [{"label": "strong", "set": {"method.alpha": 0.8}}])";
    QTest::newRow("a method as a variant") << R"("axes": {"method.hgm": ["paper", "off"]},
        "variants": [{"label": "MLA", "set": {"method": {"kind": "mla"}}},
                     {"label": "joint", "set": {"method": {"kind": "concat"}}}])";
    QTest::newRow("objects") << R"("axes": {"train.schedule": [{"kind": "step"}, {"kind": "constant"}],
        "modalities": [["image"], ["image", "audio"]]})";
    QTest::newRow("rates") << R"("axes": {"missing.train_rate": [0, 0.4], "missing.test_rate": [0, 0.2]})";
}

void TestStudyGrid::studiesComeBackAsTheirRuns()
{
    QFETCH(QString, rest);
    const auto data = smallDataset();
    const auto study = studyOf(rest.toStdString());
    const auto grid = gridFrom(study);
    const auto ids = idsOf(planStudy(study, *data));
    QVERIFY(!ids.empty());
    QCOMPARE(idsOf(planRuns(grid, *data)), ids);
    QCOMPARE(idsOf(planStudy(readAgain(toStudy(grid, "again")), *data)), ids);
}

void TestStudyGrid::whatTheFormKnowsIsFilledIn()
{
    const std::vector<std::string> names{"sensors", "image"};
    const auto study = studyOf(R"("axes": {"method.kind": ["unimodal", "late"], "seed": [4, 2]})",
        R"("train": {"batch_size": 8, "epochs": 7}, "seed": 9)");
    const auto grid = gridFromStudy(study, names);
    QVERIFY(grid);
    QCOMPARE(grid.value().base.train.epochs, 7);
    QCOMPARE(grid.value().base.modalities, names);
    QCOMPARE(grid.value().seeds, (std::vector<std::uint64_t>{4, 2}));
    QCOMPARE(grid.value().methods.size(), std::size_t(1));
    QVERIFY(grid.value().alone);
    QCOMPARE(gridFrom(studyOf(R"("axes": {})", R"("seed": 9)")).seeds, std::vector<std::uint64_t>{9});
}

void TestStudyGrid::whatTheFormDoesNotKnowIsKept()
{
    const auto study = studyOf(R"("axes": {"train": [{"epochs": 2, "batch_size": 8}]},
        "variants": [{"label": "no HGM", "set": {"method.hgm": "off"}}])");
    const auto grid = gridFrom(study);
    QCOMPARE(grid.axes.size(), std::size_t(1));
    QVERIFY(grid.axes[0].values[0].is_object());
    QCOMPARE(grid.variants.size(), std::size_t(1));
    const auto again = toStudy(grid, "s");
    QCOMPARE(again.variants[0].label, study.variants[0].label);
    QVERIFY(again.variants[0].settings == study.variants[0].settings);
    QVERIFY(again.axis("train")->values == study.axis("train")->values);
}

void TestStudyGrid::aSeedThatIsNoneIsSaid()
{
    const auto grid = gridFromStudy(studyOf(R"("axes": {"seed": [0, 1.5]})"), {});
    QVERIFY(!grid);
    QCOMPARE(grid.error().message, std::string("axes.seed: 1.5 is not a whole number from 0 on"));
}

void TestStudyGrid::moreThanAHundredThousandRunsAreRefused()
{
    auto grid = gridOf({ofKind(MethodKind::Mla)});
    grid.seeds.resize(100'001);
    std::iota(grid.seeds.begin(), grid.seeds.end(), std::uint64_t(0));
    const auto plan = planRuns(grid, *smallDataset());
    QVERIFY(!plan);
    QVERIFY2(
        plan.error().message.find("asks for 100001 runs") != std::string::npos, plan.error().message.c_str());
}

TEST_ENTRY(TestStudyGrid, NoApplication)

} // namespace modalscope::tst_study_grid

#include "tst_study_grid.moc"
