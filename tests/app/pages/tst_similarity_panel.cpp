#include "app/pages/similarity_panel.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/adapter_sets.h"
#include "tests/support/asked_engine.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace modalscope::tst_similarity_panel {

/// Compares nothing and says something.
class ComparingEngine : public AskedEngine<FeatureCompareRequest> {
public:
    Result<SimilarityReport> compareFeatures(
        const FeatureCompareRequest& request, const RunContext& context) override
    {
        context.report(Progress{1, 2, "comparing features of " + request.split, -1});
        if (const auto heard = hear(request, context); !heard)
            return heard.error();
        SimilarityReport report;
        report.run = "base";
        report.split = request.split;
        report.present = request.present;
        report.samples = 3;
        FeatureSimilarity said;
        said.cosine = {0.5, 0.1, 3, 0};
        report.layers.push_back({{"fused", "joined features", FeatureGroup::Fusion}, said, {}});
        return report;
    }
};

/// Protects that features are compared only when somebody asks, away from the window's thread, can be
/// cancelled, and that the figure never belongs to another run than the one that is shown.
class TestSimilarityPanel : public QObject {
    Q_OBJECT

    std::unique_ptr<EnginePageFixture<ComparingEngine>> m_page;
    std::vector<std::string> m_ids;

    void open()
    {
        const auto data = m_page->writeDatasetFile(*smallDataset());
        QVERIFY(data);
        auto runs = makeComparison(*data, 1, 2);
        std::erase_if(runs, [](const MadeRun& run) {
            const auto kind = run.stored.experiment.method.kind;
            return kind != MethodKind::Concat && kind != MethodKind::Late;
        });
        m_ids.clear();
        for (const auto& run : runs)
            m_ids.push_back(run.stored.id());
        QCOMPARE(m_ids.size(), std::size_t(2));
        m_page->openWorkspace(runs);
        m_page->openDataset(data->path);
    }
    std::vector<StoredAdapters> sets() const
    {
        StoredAdapter set;
        set.folder = "there";
        set.options = adapterOptions({"sensors"}, AdapterKind::Ssf, 2);
        return {{{set}, {}}};
    }
    static QPushButton* button(const SimilarityPanel& panel)
    {
        return child<QPushButton>(&panel, "similarityButton");
    }
    static QString said(const SimilarityPanel& panel)
    {
        return child<QLabel>(&panel, "similaritySaid")->text();
    }

private Q_SLOTS:
    void init() { m_page = std::make_unique<EnginePageFixture<ComparingEngine>>(); }
    void cleanup() { m_page.reset(); }

    void nothingIsComparedUnasked()
    {
        open();
        SimilarityPanel panel(m_page->session);
        QVERIFY(!button(panel)->isEnabled()); // no base yet
        panel.setBases({m_ids[0]}, sets());
        const auto* choice = child<QComboBox>(&panel, "similarityChoice");
        QCOMPARE(choice->count(), 1 + 6); // the adapter set and every set of three modalities
        QVERIFY(choice->itemText(0).contains(QStringLiteral("seed 2")));
        QVERIFY(button(panel)->isEnabled());
        QTest::qWait(30);
        QCOMPARE(m_page->engine.asked.load(), 0);
        QVERIFY(panel.figureView()->figure().panels.empty());
    }

    void theChosenSetIsCompared()
    {
        open();
        SimilarityPanel panel(m_page->session);
        panel.setBases({m_ids[0]}, sets());
        QSignalSpy drawn(&panel, &SimilarityPanel::drawn);
        button(panel)->click();
        QTRY_COMPARE(drawn.size(), 1);
        QCOMPARE(m_page->engine.last().adapters, std::filesystem::path("there"));
        QCOMPARE(m_page->engine.last().present, std::vector<std::string>{"sensors"});
        QCOMPARE(m_page->engine.last().split, std::string("test"));
        QVERIFY(m_page->engine.last().dataset == m_page->session.currentDataset()->dataset);
        QCOMPARE(panel.figureView()->figure().panels.size(), std::size_t(4));
        child<QComboBox>(&panel, "similarityChoice")->setCurrentIndex(1);
        child<QComboBox>(&panel, "similaritySplit")->setCurrentIndex(1);
        button(panel)->click();
        QTRY_COMPARE(drawn.size(), 2);
        QVERIFY(m_page->engine.last().adapters.empty());
        QCOMPARE(m_page->engine.last().split, std::string("valid"));
        panel.setBases({m_ids[0]}, {}); // the same run: its figure stays
        QVERIFY(!panel.figureView()->figure().panels.empty());
        panel.setBases({m_ids[1]}, {});
        QVERIFY(panel.figureView()->figure().panels.empty());
    }

    void itCanBeCancelled()
    {
        open();
        SimilarityPanel panel(m_page->session);
        panel.setBases({m_ids[0]}, sets());
        QSignalSpy drawn(&panel, &SimilarityPanel::drawn);
        m_page->engine.waits = true;
        button(panel)->click();
        QTRY_VERIFY(child<QLabel>(&panel, "similarityStage")->text().startsWith(QStringLiteral("comparing")));
        QVERIFY(!button(panel)->isEnabled());
        child<QPushButton>(&panel, "similarityCancel")->click();
        QTRY_COMPARE(drawn.size(), 1);
        QVERIFY(said(panel).startsWith(QStringLiteral("Stopped")));
        QVERIFY(button(panel)->isEnabled());
        QVERIFY(panel.figureView()->figure().panels.empty());
    }

    void controlsNeverLieOverEachOther()
    {
        open();
        SimilarityPanel panel(m_page->session);
        panel.setBases({m_ids[0]}, sets());
        panel.resize(420, 500);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        std::vector<QRect> places;
        for (auto* widget : std::initializer_list<QWidget*>{child<QComboBox>(&panel, "similarityRun"),
                 child<QComboBox>(&panel, "similarityChoice"), child<QComboBox>(&panel, "similaritySplit"),
                 button(panel)})
            places.emplace_back(widget->mapTo(&panel, QPoint()), widget->size());
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t other = 0; other < i; ++other)
                QVERIFY(!places[i].intersects(places[other]));
        for (const auto& place : places)
            QVERIFY(panel.rect().contains(place));
    }

    void anotherBaseEndsAComparison()
    {
        open();
        SimilarityPanel panel(m_page->session);
        panel.setBases({m_ids[0]}, sets());
        m_page->engine.waits = true;
        button(panel)->click();
        QTRY_COMPARE(m_page->engine.asked.load(), 1);
        panel.setBases({m_ids[1]}, {});
        QTRY_VERIFY(button(panel)->isEnabled());
        QVERIFY(panel.figureView()->figure().panels.empty());
        QVERIFY(said(panel).isEmpty());
    }

    void eachOfSeveralRunsHasItsSets()
    {
        open();
        SimilarityPanel panel(m_page->session);
        panel.setBases(m_ids, {StoredAdapters{}, sets().front()});
        auto* run = child<QComboBox>(&panel, "similarityRun");
        const auto* choice = child<QComboBox>(&panel, "similarityChoice");
        QCOMPARE(run->count(), 2);
        QCOMPARE(choice->count(), 6);
        run->setCurrentIndex(1);
        QCOMPARE(choice->count(), 7);
        QSignalSpy drawn(&panel, &SimilarityPanel::drawn);
        button(panel)->click();
        QTRY_COMPARE(drawn.size(), 1);
        QCOMPARE(m_page->engine.last().folder.filename().string(), m_ids[1]);
        run->setCurrentIndex(0);
        QVERIFY(panel.figureView()->figure().panels.empty());
    }

    void aProblemIsSaid()
    {
        open();
        SimilarityPanel panel(m_page->session);
        panel.setBases({m_ids[0]}, sets());
        m_page->engine.problem = "small.h5: cannot be read; bring it back";
        button(panel)->click();
        QTRY_COMPARE(said(panel), QStringLiteral("small.h5: cannot be read; bring it back"));
        QVERIFY(button(panel)->isEnabled());
    }
};

TEST_ENTRY(TestSimilarityPanel, QApplication)

} // namespace modalscope::tst_similarity_panel

#include "tst_similarity_panel.moc"
