#include "core/experiment/ablation_study.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <set>

namespace modalscope::tst_ablation_study {

namespace {

Experiment mla()
{
    Experiment base;
    base.name = "small";
    base.train.batchSize = 8;
    return base;
}

std::vector<std::string> everyKey()
{
    std::vector<std::string> keys;
    for (const auto& component : ablationComponents())
        keys.push_back(component.key);
    return keys;
}

} // namespace

/// Protects how MLA is taken apart: each row differs from the full method in what its label says, and in
/// nothing else.
class TestAblationStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fullMethodAndOneVariantPerComponent()
    {
        const std::vector<std::string> keys{"hgm", "fusion"};
        const std::vector<std::uint64_t> seeds{0, 1, 2};
        const auto study = ablationStudy(mla(), keys, seeds);
        QVERIFY(study);
        QCOMPARE(study.value().name, std::string("small-ablation"));
        QCOMPARE(runCount(study.value()), 9.0);
        const auto plan = planStudy(study.value(), *smallDataset());
        QVERIFY(plan);
        QCOMPARE(plan.value().size(), std::size_t(9));
        QVERIFY(plan.value()[0].variant.empty()); // the full method first
        QCOMPARE(plan.value()[1].variant, std::string("MLA, no HGM"));
        QCOMPARE(plan.value()[2].variant, std::string("MLA, no dynamic fusion"));
    }

    /// As it is stored, read again and planned: what the window shows and the command line runs.
    void isAStudyFile()
    {
        const std::vector<std::uint64_t> seeds{0, 1};
        const auto study = ablationStudy(mla(), everyKey(), seeds).value();
        const auto read = studyFromText(toFileText(study), "file");
        QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
        QCOMPARE(toFileText(read.value()), toFileText(study));
        const auto plan = planStudy(read.value(), *smallDataset());
        QVERIFY2(bool(plan), plan ? "" : plan.error().message.c_str());
        QCOMPARE(
            plan.value().size(), seeds.size() * (1 + everyKey().size())); // no two rows are one experiment
    }

    void everyComponentChangesWhatItNames_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::newRow("hgm") << "hgm"
                             << "/hgm"
                             << "off";
        QTest::newRow("fusion") << "fusion"
                                << "/fusion"
                                << "mean";
        QTest::newRow("alternation") << "alternation"
                                     << "/schedule"
                                     << "joint";
        QTest::newRow("order") << "order"
                               << "/order"
                               << "reversed";
        QTest::newRow("shuffled") << "shuffled"
                                  << "/order"
                                  << "shuffled";
        QTest::newRow("frozen-head") << "frozen-head"
                                     << "/hgm"
                                     << "frozen-head";
        QTest::newRow("slow-head") << "slow-head"
                                   << "/hgm"
                                   << "slow-head";
        QTest::newRow("late") << "late"
                              << "/kind"
                              << "late";
    }
    void everyComponentChangesWhatItNames()
    {
        QFETCH(QString, key);
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QCOMPARE(everyKey().size(), std::size_t(8)); // as many as rows above
        const std::vector<std::string> keys{key.toStdString()};
        const std::vector<std::uint64_t> seeds{4};
        const auto plan = planStudy(ablationStudy(mla(), keys, seeds).value(), *smallDataset());
        QVERIFY(plan);
        QCOMPARE(plan.value().size(), std::size_t(2));
        const auto full = toJson(plan.value()[0].experiment), changed = toJson(plan.value()[1].experiment);
        const nlohmann::json::json_pointer place(pointer.toStdString());
        QVERIFY(changed["method"][place] == value.toStdString());
        QVERIFY(full["method"][place] != changed["method"][place]);
        for (const auto& [name, part] : full.items())
            QVERIFY2(name == "method" || changed[name] == part, name.c_str());
    }

    void keysAndLabelsAreUnique()
    {
        std::set<std::string> keys, labels;
        for (const auto& component : ablationComponents()) {
            keys.insert(component.key);
            labels.insert(component.label);
            QVERIFY(component.help.ends_with('.'));
        }
        QCOMPARE(keys.size(), ablationComponents().size());
        QCOMPARE(labels.size(), ablationComponents().size());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("seeds");
        QTest::addColumn<QString>("says");
        QTest::newRow("another method") << "concat"
                                        << "hgm" << 1 << "choose method.kind mla";
        QTest::newRow("unknown key") << "mla"
                                     << "head" << 1 << "head is no component of MLA";
        QTest::newRow("no seeds") << "mla"
                                  << "hgm" << 0 << "seed";
    }
    void refuses()
    {
        QFETCH(QString, kind);
        QFETCH(QString, key);
        QFETCH(int, seeds);
        QFETCH(QString, says);
        const auto base = withSettings(mla(), {{"method.kind", kind.toStdString()}}).value();
        const std::vector<std::string> keys{key.toStdString()};
        const auto study = ablationStudy(base, keys, std::vector<std::uint64_t>(std::size_t(seeds), 0));
        QVERIFY(!study);
        QCOMPARE(study.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(study.error().message.find(says.toStdString()) != std::string::npos,
            study.error().message.c_str());
    }
};

TEST_ENTRY(TestAblationStudy, NoApplication)

} // namespace modalscope::tst_ablation_study

#include "tst_ablation_study.moc"
