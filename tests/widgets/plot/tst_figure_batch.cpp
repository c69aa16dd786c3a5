#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/plot/figure_batch.h"
#include "widgets/plot/script_export.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

namespace modalscope::tst_figure_batch {

namespace {

QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

constexpr std::array kPdfAndTex{ExportFormat::Pdf, ExportFormat::Pgfplots};
constexpr std::array kPython{ExportFormat::Matplotlib};

} // namespace

/// Protects: many figures at once, scripts with their data, and that nothing of anybody is replaced.
class TestFigureBatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFigureInEveryFormat();
    void takenNamesGetANumber();
    void oneFailureIsOneSentence();
    void foldersThatCannotBe();
    void aScriptHasItsData();
    void dataOfOthersStays();
    void dataNames();

private:
    Result<BatchExport> exported(const std::vector<Figure>& figures, const QString& folder,
        std::span<const ExportFormat> formats = kPdfAndTex) const
    {
        return exportFigures(figures, folder.toStdString(), {.formats = {formats.begin(), formats.end()}});
    }
    static QStringList filesIn(const QTemporaryDir& folder)
    {
        return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
};

void TestFigureBatch::everyFigureInEveryFormat()
{
    const QTemporaryDir folder;
    auto second = exampleFigure();
    second.name = "confusion-b/~-test";
    const auto done = exported({exampleFigure(), second}, folder.path());
    QVERIFY(done);
    QVERIFY(done.value().failures.empty());
    QCOMPARE(done.value().written.size(), std::size_t(4));
    for (const char* name : {"laziness.pdf", "laziness.tex", "laziness-tex.csv", "confusion-b-~-test.pdf",
             "confusion-b-~-test.tex", "confusion-b---test-tex.csv"})
        QVERIFY2(filesIn(folder).contains(QString::fromLatin1(name)), name);
    QCOMPARE(filesIn(folder).size(), 6);
}

void TestFigureBatch::takenNamesGetANumber()
{
    const QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("laziness.tex")), "mine");
    QVERIFY(QFile::link(QStringLiteral("/nowhere"), folder.filePath(QStringLiteral("laziness-2.pdf"))));
    const auto done = exported({exampleFigure(), exampleFigure()}, folder.path());
    QVERIFY(done && done.value().failures.empty());
    QCOMPARE(contentsOf(folder.filePath(QStringLiteral("laziness.tex"))), QByteArray("mine"));
    for (const char* name : {"laziness-3.pdf", "laziness-3.tex", "laziness-3-tex.csv", "laziness-4.pdf"})
        QVERIFY2(QFile::exists(folder.filePath(QString::fromLatin1(name))), name);
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("laziness.pdf")))); // all formats, one name
}

void TestFigureBatch::oneFailureIsOneSentence()
{
    const QTemporaryDir folder;
    Figure empty;
    empty.name = "empty";
    const auto done = exported({empty, exampleFigure()}, folder.path(), kPython);
    QVERIFY(done);
    QCOMPARE(done.value().written.size(), std::size_t(1));
    QCOMPARE(done.value().failures.size(), std::size_t(1));
    QVERIFY(done.value().failures.front().find("empty.py: the figure has no panels") != std::string::npos);
}

void TestFigureBatch::foldersThatCannotBe()
{
    const QTemporaryDir folder;
    const auto made = exported({exampleFigure()}, folder.filePath(QStringLiteral("a/b")));
    QVERIFY(made);
    write(folder.filePath(QStringLiteral("file")), "x");
    const auto none = exported({exampleFigure()}, folder.filePath(QStringLiteral("file")));
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::Io);
    QVERIFY(!exported({}, folder.path()));
    QVERIFY(!exported({exampleFigure()}, folder.path(), {}));
}

void TestFigureBatch::aScriptHasItsData()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("acc.tex"));
    const ExportOptions tex{.format = ExportFormat::Pgfplots};
    QVERIFY(exportFigure(exampleFigure(), tex, path.toStdString()));
    QVERIFY(contentsOf(path).contains("{acc-tex.csv}"));
    QVERIFY(contentsOf(path).startsWith("% Laziness of <each> modality\n"));
    const auto data = contentsOf(folder.filePath(QStringLiteral("acc-tex.csv")));
    QVERIFY(data.startsWith("# data of acc.tex\n"));
    QVERIFY(data.contains("# runs: 0123456789ab, ba9876543210\n"));
    QVERIFY(data.contains("p1_line1_x,p1_line1_y"));
    QVERIFY(exportFigure(exampleFigure(7), tex, path.toStdString())); // both anew
    QVERIFY(contentsOf(folder.filePath(QStringLiteral("acc-tex.csv"))) != data);
}

void TestFigureBatch::dataOfOthersStays()
{
    const QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("acc-py.csv")), "a,b\n1,2\n");
    const auto path = folder.filePath(QStringLiteral("acc.py"));
    const auto written
        = exportFigure(exampleFigure(), {.format = ExportFormat::Matplotlib}, path.toStdString());
    QVERIFY(!written);
    QVERIFY(written.error().message.find("acc-py.csv: exists already") != std::string::npos);
    QVERIFY(!QFile::exists(path));
    QCOMPARE(contentsOf(folder.filePath(QStringLiteral("acc-py.csv"))), QByteArray("a,b\n1,2\n"));
    QVERIFY(exported({exampleFigure()}, folder.path(), kPython).value().failures.empty());
}

void TestFigureBatch::dataNames()
{
    QCOMPARE(dataNameOf("a/acc.tex"), std::string("acc-tex.csv"));
    QCOMPARE(dataNameOf("acc.v2.py"), std::string("acc-v2-py.csv"));
    QCOMPARE(dataNameOf("50 % {x}#.tex"), std::string("50----x---tex.csv"));
}

TEST_ENTRY(TestFigureBatch, QApplication)

} // namespace modalscope::tst_figure_batch

#include "tst_figure_batch.moc"
