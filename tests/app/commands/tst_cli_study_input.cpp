#include "tests/app/commands/study_calls.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_cli_study_input {

/// Protects study commands from what cannot be right: one sentence that says what and where, exit status 2,
/// and nothing is written.
class TestCliStudyInput : public QObject, StudyCalls {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        prepare();
        const auto said = run(QStringLiteral("small"), {QStringLiteral("--jobs"), QStringLiteral("2")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
    }

    void wrongInputs_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* name, const char* what, const QStringList& more, const char* says) {
            QTest::newRow(name) << QString::fromUtf8(what) << more << QString::fromUtf8(says);
        };
        const auto list = [](const char* option, const char* value) {
            return QStringList{QString::fromUtf8(option), QString::fromUtf8(value)};
        };
        add("unknown by", "summary", list("--by", "kind"),
            "kind is no axis of the study small; use method.kind");
        add("unknown where", "summary", list("--where", "seed=0"), "seed is no axis of the study");
        add("where without a value", "summary", list("--where", "method.kind"), "is not key=value");
        add("a baseline that is not there", "summary", list("--against", "method.kind=late"),
            "against: method.kind=late is no run");
        add("another dataset", "status", list("--dataset", "/no/such/file.h5"), "/no/such/file.h5");
    }
    void wrongInputs()
    {
        QFETCH(QString, what);
        QFETCH(QStringList, more);
        QFETCH(QString, says);
        const auto said = study(what, path(QStringLiteral("small.json")), more);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(says), qPrintable(said.err));
        QVERIFY(said.out.isEmpty());
    }

    void wrongStudies_data()
    {
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* name, const char* rest, const char* says) {
            QTest::newRow(name) << QString::fromUtf8(rest) << QString::fromUtf8(says);
        };
        add("an empty axis", R"("axes": {"seed": []})", "axes.seed has no value");
        add("contradictory axes", R"("axes": {"method": [{}], "method.kind": ["mla"]})",
            "set the same option");
        add("unknown axis", R"("axes": {"train.epoch": [1]})", "train.epoch is not an option");
        add("a negative seed", R"("axes": {"seed": [-1]})", "axes.seed: -1 is not a whole number");
        add("an encoder that does not fit", R"("axes": {"encoders": [{"*": {"kind": "gru"}}]})",
            "a GRU needs a sequence");
        add("a label of two lines", R"("variants": [{"label": "a\nb", "set": {}}])",
            "variants[0].label: \"a b\" has a control character");
        add("unknown option of a variant", R"("variants": [{"label": "a", "set": {"method.hmg": "off"}}])",
            "variant a: method.hmg is not an option");
    }
    void wrongStudies()
    {
        QFETCH(QString, rest);
        QFETCH(QString, says);
        writeStudy(folder(), QStringLiteral("wrong"), rest);
        const auto said = run(QStringLiteral("wrong"), {}, QStringLiteral("untouched"));
        const auto dry
            = run(QStringLiteral("wrong"), {QStringLiteral("--dry-run")}, QStringLiteral("untouched"));
        QVERIFY(dry.code == said.code && dry.err == said.err);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(says)
                && said.err.contains(path(QStringLiteral("wrong.json"))),
            qPrintable(said.err));
        QVERIFY(!QFile::exists(path(QStringLiteral("untouched"))));
    }

    void aStudyThatIsNotThere()
    {
        const auto said = study(QStringLiteral("status"), QStringLiteral("nothing"));
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("nothing")), qPrintable(said.err));
    }
};

TEST_ENTRY(TestCliStudyInput, QCoreApplication)

} // namespace modalscope::tst_cli_study_input

#include "tst_cli_study_input.moc"
