#include "app/embedding/gap_panel.h"
#include "app/embedding/gap_shift_panel.h"
#include "core/store/run_arrays.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/asked_engine.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

namespace modalscope::tst_gap_panel {

/// Moves nothing and says something.
class ShiftingEngine : public AskedEngine<GapShiftRequest> {
public:
    Result<GapShift> shiftGap(const GapShiftRequest& request, const RunContext& context) override
    {
        if (const auto heard = hear(request, context); !heard)
            return heard.error();
        GapShift out;
        out.run = request.folder.filename().string();
        out.split = request.split;
        out.x = request.x;
        out.y = request.y;
        out.modalities = {request.x, request.y};
        out.distance = 0.5;
        for (const double shift : request.shifts) {
            ShiftScore score;
            score.shift = score.ofGap = shift;
            score.distance = score.along = 0.5 * (1 - shift);
            score.fused = {0.9, 0.4, 16};
            score.modalities = {{0.8, 0.5, 16}, {0.7, 0.6, 16}};
            out.shifts.push_back(score);
        }
        return out;
    }
};

namespace {

/// Features of three modalities: directions that lie `angle` apart from one to the next.
void writeFeaturesOf(const std::filesystem::path& folder, const std::vector<std::string>& names, double angle)
{
    Predictions said;
    said.modalities = names;
    constexpr int kSamples = 24;
    for (std::size_t m = 0; m < names.size(); ++m) {
        ArrayD features({kSamples, 3});
        for (int i = 0; i < kSamples; ++i) {
            const double at = double(m) * angle + (i % 2 == 0 ? 0.1 : -0.1);
            features.row(i)[0] = std::cos(at);
            features.row(i)[1] = std::sin(at);
            features.row(i)[2] = 0.01 * i;
        }
        said.features.push_back(std::move(features));
        said.logits.push_back(ArrayD({kSamples, 2}));
    }
    for (int i = 0; i < kSamples; ++i)
        said.labels.push_back(i % 2);
    said.fused = ArrayD({kSamples, 2});
    said.presence.resize(names.size());
    const std::map<std::string, Predictions> bySplit{{"test", std::move(said)}};
    (void)writePredictions(folder / "predictions.h5", bySplit);
    (void)writeFeatures(folder / "features.h5", bySplit);
}

} // namespace

/// Protects the gap panel: figure and table of the runs in scope, another pair or measure, runs that are left
/// out are named, and a shift experiment that is done only when asked for, away from the window's thread.
class TestGapPanel : public QObject {
    Q_OBJECT

    std::unique_ptr<EnginePageFixture<ShiftingEngine>> m_page;
    std::vector<std::string> m_ids; // concat and MLA, two seeds each

    void open(std::size_t withoutFeatures = 0)
    {
        const auto data = m_page->writeDatasetFile(*smallDataset());
        QVERIFY(data);
        auto runs = makeComparison(*data, 2, 2);
        std::erase_if(
            runs, [](const MadeRun& run) { return run.stored.experiment.method.kind == MethodKind::Late; });
        m_page->openWorkspace(runs);
        m_ids.clear();
        for (const auto& run : runs) {
            if (run.stored.experiment.method.kind == MethodKind::Unimodal) // the panel must not care for it
                continue;
            m_ids.push_back(run.stored.id());
            if (m_ids.size() > withoutFeatures)
                writeFeaturesOf(Workspace(m_page->root()).runFolder(run.stored.id()),
                    run.stored.experiment.modalities, 0.3 + 0.1 * double(m_ids.size()));
        }
        QCOMPARE(m_ids.size(), std::size_t(4));
        m_page->openDataset(data->path);
    }
    static QPushButton* button(const GapPanel& panel) { return child<QPushButton>(&panel, "gapShiftButton"); }
    static void waitForFigure(const GapPanel& panel)
    {
        QTRY_VERIFY(!panel.gapView()->figure().panels.empty());
    }
    static void choose(const GapPanel& panel, const char* box, const QString& data)
    {
        auto* choice = child<QComboBox>(&panel, box);
        const int place = choice->findData(data);
        QVERIFY2(place >= 0, qPrintable(data));
        choice->setCurrentIndex(place);
    }

private Q_SLOTS:
    void init() { m_page = std::make_unique<EnginePageFixture<ShiftingEngine>>(); }
    void cleanup() { m_page.reset(); }

    void withoutRunsItSaysWhatToDo()
    {
        GapPanel panel(m_page->session);
        QSignalSpy drawn(&panel, &GapPanel::drawn);
        panel.show();
        QTRY_VERIFY(!drawn.isEmpty());
        QCOMPARE(panel.findChildren<QStackedWidget*>().first()->currentIndex(), 0);
        QVERIFY(!button(panel)->isEnabled());
    }

    void figureAndTableOfAllRuns()
    {
        open();
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        const auto& figure = panel.gapView()->figure();
        QCOMPARE(figure.panels.size(), std::size_t(2)); // the first pair alone
        QCOMPARE(figure.panels[0].bars.size(), std::size_t(2));
        QCOMPARE(figure.provenance.runs.size(), std::size_t(4));
        for (const auto& entry : m_page->session.runs())
            if (entry.id() == m_ids.front())
                QVERIFY(std::ranges::any_of(figure.panels[0].bars, [&](const BarSeries& bars) {
                    return bars.label == "Concat" && bars.color == entry.color;
                }));
        QCOMPARE(child<TablePanel>(&panel, "gapTable")->table().rows.size(), std::size_t(6)); // 2 of 3 pairs
        QVERIFY(!child<QLabel>(&panel, "gapLeftOut")->isVisible());
        QCOMPARE(child<QComboBox>(&panel, "gapPair")->count(), 3);
        QCOMPARE(m_page->engine.asked.load(), 0);
    }

    void anotherPairMeasureOrSelection()
    {
        open();
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        const auto before = panel.gapView()->figure().panels[0].bars[0].values[0];
        child<QComboBox>(&panel, "gapPair")->setCurrentIndex(1); // the first and the third lie further apart
        QTRY_VERIFY(panel.gapView()->figure().panels[0].bars[0].values[0] > before + 0.1);
        choose(panel, "gapMeasure", QStringLiteral("separability"));
        QTRY_COMPARE(panel.gapView()->figure().panels[0].y.label, std::string("separability"));
        m_page->session.selectRuns({m_ids[0]});
        child<QComboBox>(&panel, "gapScope")->setCurrentIndex(1);
        QTRY_COMPARE(panel.gapView()->figure().provenance.runs, std::vector<std::string>{m_ids[0]});
        m_page->session.selectRuns({m_ids[0], m_ids[1]});
        QTRY_COMPARE(panel.gapView()->figure().provenance.runs.size(), std::size_t(2));
    }

    void runsLeftOutAreNamed()
    {
        open(1);
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        QCOMPARE(panel.gapView()->figure().provenance.runs.size(), std::size_t(3));
        const auto* said = child<QLabel>(&panel, "gapLeftOut");
        QTRY_VERIFY(said->isVisible());
        QVERIFY2(said->text().contains(QStringLiteral("features.h5")), qPrintable(said->text()));
    }

    void featuresAreMovedWhenAsked()
    {
        open();
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        QTRY_VERIFY(button(panel)->isEnabled());
        QSignalSpy shifted(panel.shiftPanel(), &GapShiftPanel::ended);
        button(panel)->click();
        QTRY_COMPARE(shifted.size(), 1);
        QCOMPARE(m_page->engine.asked.load(), 4);
        const auto asked = m_page->engine.last();
        QCOMPARE(asked.split, std::string("test"));
        QCOMPARE(asked.x, smallDataset()->modalities[0].name);
        QCOMPARE(asked.y, smallDataset()->modalities[1].name);
        QVERIFY(asked.dataset == m_page->session.currentDataset()->dataset);
        const auto& figure = panel.shiftPanel()->figureView()->figure();
        QCOMPARE(figure.panels.size(), std::size_t(4));
        QCOMPARE(figure.provenance.runs.size(), std::size_t(4));
        QVERIFY(!child<TablePanel>(&panel, "gapShiftTable")->table().rows.empty());
        const auto* said = child<QLabel>(&panel, "gapShiftSaid");
        QVERIFY(said->text().isEmpty());
        child<QComboBox>(&panel, "gapPair")->setCurrentIndex(1);
        QTRY_VERIFY(said->text().contains(QStringLiteral("other runs or choices")));
        child<QComboBox>(&panel, "gapPair")->setCurrentIndex(0);
        QTRY_VERIFY(said->text().isEmpty()); // they are those of the figure again
        QCOMPARE(panel.shiftPanel()->figureView()->figure().panels.size(), std::size_t(4));
    }

    void itCanBeCancelled()
    {
        open();
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        QTRY_VERIFY(button(panel)->isEnabled());
        QSignalSpy shifted(panel.shiftPanel(), &GapShiftPanel::ended);
        m_page->engine.waits = true;
        button(panel)->click();
        QTRY_COMPARE(m_page->engine.asked.load(), 1);
        QVERIFY(!button(panel)->isEnabled());
        child<QPushButton>(&panel, "gapShiftCancel")->click();
        QTRY_COMPARE(shifted.size(), 1);
        QVERIFY(child<QLabel>(&panel, "gapShiftSaid")->text().startsWith(QStringLiteral("Stopped")));
        QVERIFY(button(panel)->isEnabled());
        QVERIFY(panel.shiftPanel()->figureView()->figure().panels.empty());
    }

    void problemsAreSaid()
    {
        open();
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        QTRY_VERIFY(button(panel)->isEnabled());
        m_page->engine.problem = "small.h5: cannot be read; bring it back";
        QSignalSpy shifted(panel.shiftPanel(), &GapShiftPanel::ended);
        button(panel)->click();
        QTRY_COMPARE(shifted.size(), 1);
        QVERIFY(child<QLabel>(&panel, "gapShiftSaid")
                    ->text()
                    .contains(QStringLiteral("cannot be read; bring it back")));
    }

    void anotherFileThanTheRunsIsRefused()
    {
        open();
        const auto file = m_page->session.currentDataset()->dataset->path;
        const auto fingerprint = m_page->session.currentDataset()->dataset->fingerprint;
        m_page->session.closeDataset(file); // it is read for the experiment now
        QTRY_VERIFY(m_page->session.datasets().empty());
        QVERIFY(m_page->writeDatasetFile(*smallDataset({.train = 41}))->fingerprint != fingerprint);
        GapPanel panel(m_page->session);
        panel.show();
        waitForFigure(panel);
        QTRY_VERIFY(button(panel)->isEnabled());
        QSignalSpy shifted(panel.shiftPanel(), &GapShiftPanel::ended);
        button(panel)->click();
        QTRY_COMPARE(shifted.size(), 1);
        QCOMPARE(child<QLabel>(&panel, "gapShiftSaid")->text(),
            toQt(file + ": is not the file that the run was made for; bring that one back"));
        QCOMPARE(m_page->engine.asked.load(), 0);
        QVERIFY(m_page->writeDatasetFile(*smallDataset()));
        button(panel)->click();
        QTRY_COMPARE(shifted.size(), 2);
        QCOMPARE(m_page->engine.asked.load(), 4);
        QCOMPARE(m_page->engine.last().dataset->fingerprint, fingerprint);
    }

    void closingDoesNotWait()
    {
        open();
        auto panel = std::make_unique<GapPanel>(m_page->session);
        panel->show();
        waitForFigure(*panel);
        QTRY_VERIFY(button(*panel)->isEnabled());
        m_page->engine.waits = true;
        button(*panel)->click();
        QTRY_COMPARE(m_page->engine.asked.load(), 1);
        panel.reset(); // hangs when the work is not stopped
        QVERIFY(m_page->engine.waits);
    }
};

TEST_ENTRY(TestGapPanel, QApplication)

} // namespace modalscope::tst_gap_panel

#include "tst_gap_panel.moc"
