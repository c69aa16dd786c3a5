#include "core/analysis/gap_shift_report.h"
#include "core/analysis/gap_shift_text.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_gap_shift_report {

namespace {

/// A gap of 0.5 + seed/10; accuracy 0.8 + seed/100 unmoved and 0.1 less for every gap that it is moved by.
GapShift shiftOf(const StoredRun& run)
{
    GapShift out;
    out.run = run.id();
    out.split = "test";
    out.modalities = {"image", "audio"};
    out.x = "image";
    out.y = "audio";
    out.samples = 16;
    out.distance = 0.5 + 0.1 * double(run.experiment.seed);
    for (const double shift : {-1.0, 0.0, 1.0}) {
        ShiftScore score;
        score.shift = shift * out.distance;
        score.ofGap = shift;
        score.distance = std::abs(1 - shift) * out.distance;
        score.along = (1 - shift) * out.distance;
        score.fused = {0.8 + 0.01 * double(run.experiment.seed) - 0.1 * std::abs(shift), 0.5, 16};
        score.modalities = {{0.7, 0.6, 16}, {}};
        out.shifts.push_back(score);
    }
    return out;
}

} // namespace

/// Gap shift experiments over seeds against numbers worked out by hand; runs that cannot take part are named.
class TestGapShiftReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::vector<StoredRun> m_runs;
    std::vector<ComparedGroup> m_groups;

private Q_SLOTS:
    void initTestCase()
    {
        const Workspace workspace(m_folder.path().toStdString());
        QVERIFY(workspace.create());
        for (int seed = 0; seed < 4; ++seed)
            writeFakeRun(workspace, "aaaaaaaaaaa" + std::to_string(seed), "g", seed);
        writeFakeRun(workspace, "aaaaaaaaaaa4", "g", 4, RunState::Cancelled);
        m_runs = workspace.readRuns().value().runs;
        std::vector<const StoredRun*> runs;
        for (const auto& run : m_runs)
            runs.push_back(&run);
        m_groups = runGroups(runs);
        QCOMPARE(m_groups.size(), std::size_t(1));
    }

    void overSeeds()
    {
        const auto report = gapShiftReport(m_groups, [](const StoredRun& run) -> Result<GapShift> {
            if (run.experiment.seed == 3)
                return invalidInput("its heads read nothing");
            return shiftOf(run);
        });
        QVERIFY(report);
        const auto& said = report.value();
        QCOMPARE(said.split + said.x + said.y, std::string("testimageaudio"));
        QCOMPARE(said.measured.size(), std::size_t(3));
        QCOMPARE(said.leftOut,
            (std::vector<std::string>{
                "run aaaaaaaaaaa3: its heads read nothing", "run aaaaaaaaaaa4 has not finished"}));
        QCOMPARE(said.groups[0].expected, 5);
        QCOMPARE(said.shiftsOf(0), std::size_t(3));
        QCOMPARE(said.placeOfNone(0), 1);
        const auto accuracy = shiftedOverSeeds(said, 0, 2, ShiftMeasure::Accuracy);
        QCOMPARE(accuracy.over.n, 3);
        QVERIFY(std::abs(accuracy.over.mean - 0.71) < 1e-12); // 0.70, 0.71, 0.72
        QVERIFY(std::abs(accuracy.over.deviation - 0.01) < 1e-12);
        QVERIFY(std::abs(shiftedOverSeeds(said, 0, 0, ShiftMeasure::Along).over.mean - 1.2) < 1e-12);
        QVERIFY(
            std::abs(shiftedOverSeeds(said, 0, 1, ShiftMeasure::Accuracy, "image").over.mean - 0.7) < 1e-12);
        QVERIFY(shiftedOverSeeds(said, 0, 1, ShiftMeasure::Accuracy, "audio").isEmpty()); // no such head
        QVERIFY(shiftedOverSeeds(said, 0, 1, ShiftMeasure::Loss, "smell").isEmpty());
        QVERIFY(shiftedOverSeeds(said, 0, 3, ShiftMeasure::Accuracy).isEmpty());

        const auto json = gapShiftJson(said);
        QCOMPARE(json["runs"].size(), std::size_t(3));
        QCOMPARE(json["runs"][0]["shifts"][1]["fused"]["accuracy"].get<double>(), 0.8);
        QVERIFY(!json["runs"][0]["shifts"][1]["modalities"].contains("audio"));
        QCOMPARE(json["groups"][0]["shifts"][2]["accuracy"]["n"].get<int>(), 3);
        const auto csv = gapShiftCsv(said);
        QVERIFY(csv.starts_with("run,label,seed,x,y,shift,of_gap,distance,along,fused_accuracy,fused_loss,"
                                "image_accuracy,image_loss,audio_accuracy,audio_loss\n"));
        QCOMPARE(std::ranges::count(csv, '\n'), 10);
        QVERIFY(csv.find(",0,image,audio,0,0,0.5,0.5,0.8,0.5,0.7,0.6,,\n") != std::string::npos);
    }

    void runsThatCannotStandBesideOthers()
    {
        const auto report = gapShiftReport(m_groups, [](const StoredRun& run) -> Result<GapShift> {
            auto shift = shiftOf(run);
            if (run.experiment.seed == 1)
                shift.y = "text";
            if (run.experiment.seed == 2)
                shift.shifts.pop_back();
            return shift;
        });
        QCOMPARE(report.value().measured.size(), std::size_t(2));
        QVERIFY(
            report.value().leftOut[0].find("moved image and text of test, the runs before image and audio")
            != std::string::npos);
        QVERIFY(report.value().leftOut[1].find("other shifts") != std::string::npos);
    }

    void stopsBetweenRuns()
    {
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        int asked = 0;
        const auto report = gapShiftReport(
            m_groups,
            [&](const StoredRun& run) -> Result<GapShift> {
                ++asked;
                source.request_stop();
                return shiftOf(run);
            },
            context);
        QVERIFY(!report && report.error().kind == ErrorKind::Cancelled);
        QCOMPARE(asked, 1);
    }
};

TEST_ENTRY(TestGapShiftReport, NoApplication)

} // namespace modalscope::tst_gap_shift_report

#include "tst_gap_shift_report.moc"
