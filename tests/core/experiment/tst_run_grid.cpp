#include "core/experiment/run_grid.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <set>

namespace modalscope::tst_run_grid {

/// What a comparison becomes: which runs, in which order, none twice, and a sentence when it cannot be one.
class TestRunGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRunPerMethodAndSeedAndEveryEncoderAlone();
    void aLaterSeedComesAfterEveryMethodOfTheFirst();
    void nothingIsPlannedTwice();
    void unimodalRunsKeepOnlyTheirOwnEncoder();
    void badGridsGiveOneSentence_data();
    void badGridsGiveOneSentence();
    void seedsAreReadAndWritten_data();
    void seedsAreReadAndWritten();
    void badSeedsGiveOneSentence_data();
    void badSeedsGiveOneSentence();
    void presetsCanBeTrained_data();
    void presetsCanBeTrained();

private:
    static MethodOptions method(MethodKind kind)
    {
        MethodOptions options;
        options.kind = kind;
        return options;
    }
    static RunGrid grid(std::vector<MethodOptions> methods, std::vector<std::uint64_t> seeds)
    {
        RunGrid made;
        made.base.train.batchSize = 8;
        made.methods = std::move(methods);
        made.seeds = std::move(seeds);
        return made;
    }
};

void TestRunGrid::oneRunPerMethodAndSeedAndEveryEncoderAlone()
{
    const auto data = smallDataset();
    const auto plan = planRuns(grid({method(MethodKind::Concat), method(MethodKind::Mla)}, {0, 1, 2}), *data);
    QVERIFY(plan);
    QCOMPARE(plan.value().size(), std::size_t(3 * (2 + 3))); // 3 seeds × (2 methods + 3 encoders alone)
    std::multiset<std::string> alone;
    std::set<std::string> groups;
    for (const auto& run : plan.value()) {
        QCOMPARE(run.id, runId(run.experiment, *data));
        groups.insert(run.group);
        if (run.experiment.method.kind == MethodKind::Unimodal)
            alone.insert(run.experiment.modalities.at(0));
        else
            QCOMPARE(run.experiment.modalities.size(), std::size_t(3));
    }
    QCOMPARE(alone.count("audio"), std::size_t(3));
    QCOMPARE(groups.size(), std::size_t(5)); // seeds share their group
}

void TestRunGrid::aLaterSeedComesAfterEveryMethodOfTheFirst()
{
    const auto plan
        = planRuns(grid({method(MethodKind::Late), method(MethodKind::Mla)}, {4, 2}), *smallDataset());
    QVERIFY(plan);
    std::vector<std::uint64_t> seeds;
    for (const auto& run : plan.value())
        seeds.push_back(run.experiment.seed);
    QCOMPARE(seeds, (std::vector<std::uint64_t>{4, 4, 4, 4, 4, 2, 2, 2, 2, 2}));
}

void TestRunGrid::nothingIsPlannedTwice()
{
    auto twice = grid({method(MethodKind::Unimodal), method(MethodKind::Mla), method(MethodKind::Mla)}, {0});
    const auto plan = planRuns(twice, *smallDataset());
    QVERIFY(plan);
    QCOMPARE(plan.value().size(), std::size_t(4)); // 3 alone (listed and ticked), 1 MLA
}

void TestRunGrid::unimodalRunsKeepOnlyTheirOwnEncoder()
{
    auto withEncoders = grid({}, {0});
    withEncoders.base.encoders["image"].feature = 32;
    withEncoders.base.encoders["audio"].feature = 16;
    withEncoders.base.encoders["*"].feature = 8;
    const auto plan = planRuns(withEncoders, *smallDataset());
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    for (const auto& run : plan.value()) {
        const auto& name = run.experiment.modalities.front();
        QCOMPARE(run.experiment.encoder(name).feature, name == "image" ? 32 : name == "audio" ? 16 : 8);
        QVERIFY(run.experiment.encoders.size() <= 2);
    }
}

void TestRunGrid::badGridsGiveOneSentence_data()
{
    QTest::addColumn<int>("kind"); // -1 = no method
    QTest::addColumn<QString>("seeds");
    QTest::addColumn<int>("batch");
    QTest::addColumn<QString>("starts");
    QTest::newRow("nothing chosen") << -1 << "0" << 8 << "methods:";
    QTest::newRow("no seed") << int(MethodKind::Mla) << "" << 8 << "seeds:";
    QTest::newRow("FiLM of three") << int(MethodKind::Film) << "0" << 8
                                   << "method.kind film needs exactly two";
    QTest::newRow("batch too large") << int(MethodKind::Mla) << "0" << 999 << "train.batch_size is 999";
}

void TestRunGrid::badGridsGiveOneSentence()
{
    QFETCH(int, kind);
    QFETCH(QString, seeds);
    QFETCH(int, batch);
    QFETCH(QString, starts);
    RunGrid bad;
    bad.alone = false;
    bad.base.train.batchSize = batch;
    if (kind >= 0)
        bad.methods.push_back(method(MethodKind(kind)));
    if (auto read = seedsFromText(seeds.toStdString()))
        bad.seeds = read.value();
    const auto plan = planRuns(bad, *smallDataset());
    QVERIFY(!plan);
    QVERIFY2(QString::fromStdString(plan.error().message).startsWith(starts), plan.error().message.c_str());
}

void TestRunGrid::seedsAreReadAndWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shortest");
    QTest::newRow("one") << "3"
                         << "3";
    QTest::newRow("list") << "0, 1,2"
                          << "0-2";
    QTest::newRow("range") << "0-4"
                           << "0-4";
    QTest::newRow("both") << "0-2, 10, 7"
                          << "0-2, 10, 7";
    QTest::newRow("pair") << "5,6"
                          << "5, 6";
    QTest::newRow("trailing comma") << "1, "
                                    << "1";
}

void TestRunGrid::seedsAreReadAndWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, shortest);
    const auto seeds = seedsFromText(text.toStdString());
    QVERIFY(seeds);
    QCOMPARE(QString::fromStdString(seedsToText(seeds.value())), shortest);
}

void TestRunGrid::badSeedsGiveOneSentence_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "a", "1.5", "-1", "4-2", "0-", "0, 1, 0", "0-5000", "99999999999999999999"})
        QTest::newRow(text) << text;
}

void TestRunGrid::badSeedsGiveOneSentence()
{
    QFETCH(QString, text);
    const auto seeds = seedsFromText(text.toStdString());
    QVERIFY(!seeds);
    QVERIFY(seeds.error().message.starts_with("seeds: "));
}

void TestRunGrid::presetsCanBeTrained_data()
{
    QTest::addColumn<int>("modalities");
    for (const int count : {2, 3, 4})
        QTest::addRow("%d modalities", count) << count;
}

void TestRunGrid::presetsCanBeTrained()
{
    QFETCH(int, modalities);
    const auto data = smallDataset({.modalities = modalities});
    const auto presets = gridPresets(modalities);
    QCOMPARE(presets.size(), std::size_t(4));
    for (const auto& preset : presets) {
        auto asked = grid(preset.methods, {0});
        asked.alone = preset.alone;
        const auto plan = planRuns(asked, *data);
        QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
        QCOMPARE(plan.value().size(), preset.methods.size() + std::size_t(modalities));
    }
    const auto& all = presets.at(1).methods;
    const bool hasFilm
        = std::any_of(all.begin(), all.end(), [](const auto& m) { return m.kind == MethodKind::Film; });
    QCOMPARE(hasFilm, modalities == 2);
    QVERIFY(gridPresets(1).empty());
}

TEST_ENTRY(TestRunGrid, NoApplication)

} // namespace modalscope::tst_run_grid

#include "tst_run_grid.moc"
