#include "core/base/atomic_file.h"
#include "core/store/run_index.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_run_index {

namespace {

nlohmann::json everythingOf(const StoredRun& run)
{
    auto json = nlohmann::json{{"folder", run.folder.string()}, {"experiment", toJson(run.experiment)},
        {"origin", toJson(run.origin)}, {"status", toJson(run.status)}, {"condition", toText(run.condition)},
        {"epoch", run.metrics.epoch()}, {"parameters", run.metrics.parameters()}};
    for (const auto& path : run.metrics.paths())
        json["metrics"][path] = toJson(*run.metrics.at(path));
    return json;
}

} // namespace

/// The cache of a workspace says what the folders say, and nothing once they say something else.
class TestRunIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_workspace = std::make_unique<Workspace>(m_folder->path().toStdString());
        QVERIFY(m_workspace->create());
        writeFakeRun(*m_workspace, "aaa", "g", 0);
        writeFakeRun(*m_workspace, "bbb", "g", 1);
        writeFakeRun(*m_workspace, "ccc", "h", 2, RunState::Failed, 1);
    }

    void aCachedRunIsTheSameRun()
    {
        const auto first = m_workspace->readRuns().value();
        QVERIFY(std::filesystem::exists(cache()));
        RunIndex index(m_workspace->root());
        for (const auto& run : first.runs) {
            const auto cached = index.find(run.folder, RunIndex::stampsOf(run.folder));
            QVERIFY(cached != std::nullopt);
            QCOMPARE(everythingOf(*cached).dump(), everythingOf(run).dump());
        }
        const auto again = m_workspace->readRuns().value();
        QCOMPARE(again.runs.size(), first.runs.size());
        for (std::size_t i = 0; i < again.runs.size(); ++i)
            QCOMPARE(everythingOf(again.runs[i]).dump(), everythingOf(first.runs[i]).dump());
    }

    void aFileThatChangesIsReadAgain_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"experiment.json", "environment.json", "status.json", "metrics.json"})
            QTest::newRow(name) << name;
    }
    void aFileThatChangesIsReadAgain()
    {
        QFETCH(QString, name);
        (void)m_workspace->readRuns();
        const auto folder = m_workspace->runFolder("aaa");
        const auto file = folder / name.toStdString();
        const auto text = readFile(file).value();
        QVERIFY(writeFileAtomically(file, text + "\n")); // as an editor does
        RunIndex index(m_workspace->root());
        QVERIFY(index.find(folder, RunIndex::stampsOf(folder)) == std::nullopt);
        const auto other = m_workspace->runFolder("bbb");
        QVERIFY(index.find(other, RunIndex::stampsOf(other)) != std::nullopt);
    }

    void newNumbersCountAtOnce()
    {
        (void)m_workspace->readRuns();
        const RunFolder folder(m_workspace->runFolder("aaa"));
        auto metrics = folder.metrics().value();
        metrics["splits"]["test"]["fused"]["accuracy"] = {{"value", 0.125}, {"low", 0.1}, {"high", 0.2}};
        QVERIFY(folder.writeMetrics(metrics));
        const auto runs = m_workspace->readRuns().value().runs;
        QCOMPARE(runs[0].metrics.at("test/fused/accuracy")->value, 0.125);
    }

    void aRunThatHasGoneIsForgotten()
    {
        (void)m_workspace->readRuns();
        QVERIFY(m_workspace->trashRun("bbb"));
        QCOMPARE(m_workspace->readRuns().value().runs.size(), std::size_t(2));
        RunIndex index(m_workspace->root());
        const auto gone = m_workspace->runFolder("bbb");
        QVERIFY(index.find(gone, {}) == std::nullopt);
    }

    void aDamagedCacheIsMadeAnew_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("empty") << 0;
        QTest::newRow("cut") << 1;
        QTest::newRow("flipped byte") << 2;
        QTest::newRow("of another version") << 3;
        QTest::newRow("something else") << 4;
    }
    void aDamagedCacheIsMadeAnew()
    {
        QFETCH(int, kind);
        const auto good = m_workspace->readRuns().value();
        auto text = readFile(cache()).value();
        if (kind == 0)
            text.clear();
        else if (kind == 1)
            text.resize(text.size() - 7);
        else if (kind == 2)
            text[text.size() / 2] = char(text[text.size() / 2] ^ 0x40);
        else if (kind == 3)
            text.replace(text.find("index"), 5, "INDEX");
        else
            text = "{\"format\": 1}";
        QVERIFY(writeFileAtomically(cache(), text));
        const auto runs = m_workspace->readRuns().value().runs;
        QCOMPARE(runs.size(), good.runs.size());
        for (std::size_t i = 0; i < runs.size(); ++i)
            QCOMPARE(everythingOf(runs[i]).dump(), everythingOf(good.runs[i]).dump());
        RunIndex index(m_workspace->root()); // written again
        QVERIFY(index.find(runs[0].folder, RunIndex::stampsOf(runs[0].folder)) != std::nullopt);
    }

private:
    std::filesystem::path cache() const { return m_workspace->root() / "index.cache"; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
};

TEST_ENTRY(TestRunIndex, NoApplication)

} // namespace modalscope::tst_run_index

#include "tst_run_index.moc"
