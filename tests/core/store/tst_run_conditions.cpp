#include "core/base/atomic_file.h"
#include "core/store/run_conditions.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_run_conditions {

namespace {

RunConditions exampleConditions()
{
    RunConditions conditions;
    conditions.modalities = {"zebra", "audio"}; // not in alphabetical order
    conditions.masks["train"] = {{1, 1, 0, 1}, {0, 1, 1, 1}};
    conditions.masks["test"] = {{1, 0, 1}, {1, 1, 0}};
    conditions.outcomes["test"] = {{"nothing", {2, 2, 2}, {{0, 0, 0}, {0, 0, 0}}},
        {"subsets/zebra", {0, 1, -1}, {{1, 1, 0}, {0, 0, 0}}}, {"rates/0", {0, 1, 2}, {}}};
    for (int i = 3; i < 12; ++i) // more than ten: 10 comes before 2 in the file
        conditions.outcomes["test"].push_back(
            {"rates/0." + std::to_string(i), {i, 0, 1}, {{1, 0, 1}, {1, 1, 1}}});
    conditions.outcomes["valid"] = {{"subsets/audio", {3}, {{0}, {1}}}};
    return conditions;
}

} // namespace

/// Protects conditions.h5: which cells a run was denied, and what it said of each sample then.
class TestRunConditions : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path file(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }

private Q_SLOTS:
    void roundTrip()
    {
        const auto written = exampleConditions();
        QVERIFY(bool(writeConditions(file("c.h5"), written)));
        const auto read = readConditions(file("c.h5"));
        QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
        QCOMPARE(read.value().modalities, written.modalities);
        QVERIFY(read.value().masks == written.masks);
        QCOMPARE(read.value().outcomes.size(), std::size_t(2));
        for (const auto& [split, outcomes] : written.outcomes) {
            const auto& found = read.value().outcomes.at(split);
            QCOMPARE(found.size(), outcomes.size());
            for (std::size_t i = 0; i < outcomes.size(); ++i) {
                QCOMPARE(found[i].name, outcomes[i].name);
                QCOMPARE(found[i].predicted, outcomes[i].predicted);
                QVERIFY(found[i].mask == outcomes[i].mask);
            }
        }
    }

    void emptyOnesAreEmpty()
    {
        RunConditions conditions;
        QVERIFY(conditions.isEmpty());
        conditions.modalities = {"a"};
        conditions.masks["test"] = {};
        conditions.outcomes["test"] = {};
        QVERIFY(conditions.isEmpty()); // nothing hidden, nothing tested
        conditions.masks["test"] = {{1}};
        QVERIFY(!conditions.isEmpty());
        QVERIFY(!exampleConditions().isEmpty());
    }

    void missingFile()
    {
        const auto read = readConditions(file("none.h5"));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::NotFound);
    }

    void everyTruncationIsRefused()
    {
        QVERIFY(bool(writeConditions(file("whole.h5"), exampleConditions())));
        const auto bytes = readFile(file("whole.h5")).value();
        for (std::size_t size = 0; size < bytes.size(); size += bytes.size() / 40) {
            QVERIFY(bool(writeFileAtomically(file("cut.h5"), bytes.substr(0, size), Durability::Process)));
            const auto read = readConditions(file("cut.h5"));
            QVERIFY2(!read, qPrintable(QStringLiteral("%1 of %2 bytes").arg(size).arg(bytes.size())));
            QVERIFY(read.error().message.starts_with(file("cut.h5").string()));
        }
    }

    void aFolderThatIsNotThere()
    {
        const auto written = writeConditions(file("none/c.h5"), exampleConditions());
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Io);
    }
};

TEST_ENTRY(TestRunConditions, NoApplication)

} // namespace modalscope::tst_run_conditions

#include "tst_run_conditions.moc"
