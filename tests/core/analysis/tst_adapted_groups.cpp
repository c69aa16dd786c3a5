#include "core/analysis/adapted_groups.h"
#include "core/figure/adapted_methods_figure.h"
#include "tests/support/adapter_sets.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

namespace modalscope::tst_adapted_groups {

/// Methods side by side: adapted ones from their sets, robust ones from their tests with missing modalities;
/// means over the sets that all of them have, so that no method is helped by an easier choice of sets.
class TestAdaptedGroups : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::vector<StoredRun> m_runs;

    StoredRun makeRun(MethodKind kind, std::uint64_t seed, double all, double image, double text)
    {
        StoredRun run;
        run.experiment.method.kind = kind;
        run.experiment.modalities = {"image", "text"};
        run.experiment.seed = seed;
        run.condition = RunCondition::Finished;
        run.origin.group = "group of " + toText(kind);
        run.origin.id = toText(kind) + std::to_string(seed);
        run.origin.datasetFingerprint = "same";
        run.origin.datasetName = "digits";
        run.folder = std::filesystem::path(m_folder.path().toStdString()) / run.origin.id;
        std::filesystem::create_directories(run.folder);
        const auto at = [](double value) { return nlohmann::json{{"accuracy", {{"value", value}}}}; };
        nlohmann::json test{{"n", 10}, {"fused", at(all)}};
        if (image >= 0)
            test["subsets"] = {{"image", {{"n", 10}, {"fused", at(image)}}},
                {"text", {{"n", 10}, {"fused", at(text)}}}, {"image+text", {{"n", 10}, {"fused", at(all)}}}};
        run.metrics = RunMetrics({{"format", 1}, {"epoch", 3}, {"splits", {{"test", test}}}});
        return run;
    }

    std::vector<const StoredRun*> runs() const
    {
        std::vector<const StoredRun*> all;
        for (const auto& run : m_runs)
            all.push_back(&run);
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_runs.clear();
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            m_runs.push_back(makeRun(MethodKind::Concat, seed, 0.9, -1, -1));
            m_runs.push_back(makeRun(MethodKind::Mla, seed, 0.8, 0.7, 0.5));
            for (const char* present : {"image", "text"})
                writeAdapterSet(m_runs[m_runs.size() - 2].folder, adapterOptions({present}, AdapterKind::Ssf),
                    adapterMetrics("accuracy", 0.2, 0.6 + 0.01 * double(seed), 10));
        }
    }
    void cleanup()
    {
        for (const auto& run : m_runs)
            std::filesystem::remove_all(run.folder);
    }

    void adaptedAndRobustStandSideBySide()
    {
        const auto groups = adaptedGroups(runs());
        QCOMPARE(groups.groups.size(), std::size_t(2));
        QCOMPARE(groups.metric, std::string("accuracy"));
        QCOMPARE(groups.runs.size(), std::size_t(6));
        const auto table = adaptedMethodsTable(groups);
        QCOMPARE(table.columns.size(), std::size_t(4)); // sets; concat, concat + SSF, MLA
        QCOMPARE(table.rows.size(), std::size_t(4)); // image, text, both, mean
        const auto& image = table.rows[0];
        QCOMPARE(image.label, std::string("image"));
        QVERIFY(std::abs(image.cells[0].value - 20) < 1e-9);
        QVERIFY(std::abs(image.cells[1].value - 61) < 1e-9); // 60, 61, 62
        QVERIFY(std::abs(image.cells[2].value - 70) < 1e-9);
        QVERIFY(image.cells[2].best && !image.cells[1].best);
        QCOMPARE(image.cells[1].n, 3);
        const auto& text = table.rows[1];
        QVERIFY(text.cells[1].best); // 61 against 50: adapters win where MLA is weak
        const auto& mean = table.rows.back();
        QVERIFY(std::abs(mean.cells[2].value - 60) < 1e-9); // (70 + 50) / 2
        QVERIFY(std::abs(mean.cells[1].value - 61) < 1e-9);
    }

    void aFigureHasAPanelForEachNumberOfModalities()
    {
        const auto figure = adaptedMethodsFigure(adaptedGroups(runs()));
        QCOMPARE(figure.panels.size(), std::size_t(2));
        QCOMPARE(figure.panels[0].x.categories, (std::vector<std::string>{"image", "text"}));
        QCOMPARE(figure.panels[0].bars.size(), std::size_t(3));
        QVERIFY(std::isfinite(figure.panels[0].bars[1].low[0]));
        QVERIFY(figure.note.find("n = 3 seeds") != std::string::npos);
    }

    void namesLeaveOutWhatAllOfThemShare()
    {
        auto alone = makeRun(MethodKind::Concat, 0, 0.9, -1, -1);
        alone.experiment.modalities = {"image"};
        alone.origin.group = "alone";
        m_runs.push_back(alone);
        const auto groups = adaptedGroups(runs());
        QCOMPARE(groups.groups.size(), std::size_t(2));
        QCOMPARE(groups.groups[0].label, std::string("Concat"));
        QCOMPARE(groups.groups[1].label, std::string("MLA"));
    }

    void whatCannotBeComparedIsLeftOut()
    {
        m_runs.push_back(makeRun(MethodKind::Sum, 0, 0.9, -1, -1));
        auto other = makeRun(MethodKind::Late, 0, 0.9, 0.1, 0.1);
        other.origin.datasetFingerprint = "another";
        m_runs.push_back(other);
        const auto groups = adaptedGroups(runs());
        QCOMPARE(groups.groups.size(), std::size_t(2));
        QCOMPARE(groups.leftOut.size(), std::size_t(1));
        QVERIFY2(groups.leftOut[0].find("evaluate.subsets") != std::string::npos, groups.leftOut[0].c_str());
    }

    void nothingAdaptedSaysSo()
    {
        for (const auto& run : m_runs)
            std::filesystem::remove_all(run.folder / "adapters");
        const auto groups = adaptedGroups(runs());
        QVERIFY(groups.groups.empty());
        const auto figure = adaptedMethodsFigure(groups);
        QVERIFY(figure.panels.empty() && figure.note.find("adapt one first") != std::string::npos);
        QVERIFY(adaptedMethodsTable(groups).rows.empty());
    }
};

TEST_ENTRY(TestAdaptedGroups, NoApplication)

} // namespace modalscope::tst_adapted_groups

#include "tst_adapted_groups.moc"
