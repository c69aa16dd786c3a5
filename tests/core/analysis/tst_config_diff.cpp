#include "core/analysis/config_diff.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_config_diff {

/// Protects "only differences": people find with it why two runs have other numbers.
class TestConfigDiff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyDifferences()
    {
        LazyRuns runs;
        for (const char* group : {"a", "b", "c"})
            runs.add({.group = group, .method = MethodKind::Mla});
        runs.run("a-0").experiment.train.schedule.kind = ScheduleKind::Cosine;
        runs.run("b-0").experiment.encoders["hard"].feature = 8;
        runs.run("c-0").experiment.modalities = {"easy"};
        runs.run("c-0").experiment.dataset = "/elsewhere/copy.h5"; // the same contents
        const auto rows = configDiff(runs.series());
        const auto row = [&](const std::string& path) {
            const auto found = std::find_if(
                rows.begin(), rows.end(), [&](const auto& entry) { return entry.path == path; });
            return found == rows.end() ? std::vector<std::string>() : found->values;
        };
        QCOMPARE(row("modalities"), (std::vector<std::string>{"easy, hard", "easy, hard", "easy"}));
        QCOMPARE(row("encoders.hard.feature"), (std::vector<std::string>{"64", "8", ""}));
        QCOMPARE(row("train.schedule.kind"), (std::vector<std::string>{"cosine", "step", "step"}));
        QCOMPARE(row("train.schedule.factor"), (std::vector<std::string>{"", "0.1", "0.1"}));
        QVERIFY(row("dataset").empty());
        QVERIFY(row("train.epochs").empty());
        QVERIFY(row("format").empty());
        for (const auto& entry : rows)
            QVERIFY(entry.differs);
    }

    void tableHasEveryOptionInFileOrder()
    {
        LazyRuns runs;
        runs.add({.group = "a", .method = MethodKind::Ogm});
        const auto rows = configTable(runs.series());
        std::vector<std::string> first;
        for (std::size_t i = 0; i < 4; ++i)
            first.push_back(rows[i].path);
        QCOMPARE(first, (std::vector<std::string>{"name", "dataset", "modalities", "encoders.easy.kind"}));
        QCOMPARE(rows[1].values.front(), std::string("toy (01234567)"));
        QCOMPARE(rows.back().path, std::string("seed"));
        QVERIFY(std::none_of(rows.begin(), rows.end(), [](const auto& row) { return row.differs; }));
    }

    void nothing() { QVERIFY(configTable({}).empty()); }
};

TEST_ENTRY(TestConfigDiff, NoApplication)

} // namespace modalscope::tst_config_diff

#include "tst_config_diff.moc"
