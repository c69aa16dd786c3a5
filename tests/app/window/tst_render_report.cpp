#include "app/window/render_report.h"
#include "core/base/atomic_file.h"
#include "core/figure/report_sections.h"
#include "core/io/dataset_hdf5.h"
#include "core/store/study_files.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_render_report {

namespace {

constexpr const char* kStudy = R"({"name": "small", "base": {"dataset": "small.h5",
        "modalities": ["image", "audio", "sensors"], "train": {"batch_size": 8, "epochs": 5}},
    "axes": {"method.kind": ["concat", "mla"], "seed": [0, 1, 2]},
    "variants": [{"label": "MLA, no HGM", "set": {"method.kind": "mla", "method.hgm": "off"}}]})";

} // namespace

/// `modalscope --report`: a study on disk becomes one HTML page or one PDF.
class TestRenderReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    ReportArguments arguments(const char* out) const
    {
        return {path("small.json"), path("W"), out == std::string() ? out : path(out), "test"};
    }
    Result<std::string> written(const char* out) const
    {
        if (const auto done = renderReport(arguments(out)); !done)
            return done.error();
        return readFile(path(out));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(writeDataset(path("small.h5"), *smallDataset()));
        QVERIFY(writeFileAtomically(path("small.json"), kStudy));
        const auto study = readStudy(path("small.json")).value();
        const auto dataset = readDataset(path("small.h5")).value();
        const auto plan = planStudy(study, *dataset).value();
        QCOMPARE(plan.size(), std::size_t(9));
        for (const auto& planned : plan) {
            MadeRunOptions options;
            options.experiment = planned.experiment;
            options.fused = 0.8 + 0.01 * double(planned.experiment.seed);
            options.inside = {{"image", 0.7}, {"audio", 0.5}, {"sensors", 0.4}};
            if (&planned == &plan.front()) {
                options.state = RunState::Failed;
                options.error = "the loss is <not> finite";
            }
            writeRun(makeRun(options, *dataset), path("W"));
        }
    }

    void anHtmlPageThatNeedsNothingElse()
    {
        const auto html = written("report.html");
        QVERIFY2(html, html ? "" : html.error().message.c_str());
        const auto page = QString::fromStdString(html.value());
        QVERIFY(!page.contains(QStringLiteral("http:")) && !page.contains(QStringLiteral("https:")));
        QVERIFY(page.contains(QStringLiteral("8 of 9 runs finished")));
        QVERIFY(page.contains(QStringLiteral("the loss is &lt;not&gt; finite")));
        QVERIFY(page.contains(QStringLiteral("viewBox")));
        QCOMPARE(page.count(QStringLiteral("<figure ")), page.count(QStringLiteral("</svg>")));
    }

    void aPdfWithItsFonts()
    {
        const auto pdf = written("report.pdf");
        QVERIFY2(pdf, pdf ? "" : pdf.error().message.c_str());
        QVERIFY(pdf.value().starts_with("%PDF"));
        const auto pdffonts = QStandardPaths::findExecutable(QStringLiteral("pdffonts"));
        if (pdffonts.isEmpty())
            QSKIP("pdffonts is not installed");
        QProcess process;
        process.start(pdffonts, {QString::fromStdString(path("report.pdf"))});
        QVERIFY(process.waitForFinished());
        const auto lines = QString::fromUtf8(process.readAllStandardOutput()).split(QLatin1Char('\n'));
        int fonts = 0;
        for (const auto& line : lines.mid(2)) {
            if (line.isEmpty())
                continue;
            ++fonts;
            const auto words = line.simplified().split(QLatin1Char(' '));
            QVERIFY(words.size() >= 5);
            QCOMPARE(words[words.size() - 5], QStringLiteral("yes")); // emb sub uni object ID
        }
        QVERIFY(fonts >= 2);
    }

    void textsOfFiguresAreText()
    {
        const auto pdftotext = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
        if (pdftotext.isEmpty())
            QSKIP("pdftotext is not installed");
        QProcess process;
        process.start(pdftotext, {QString::fromStdString(path("report.pdf")), QStringLiteral("-")});
        QVERIFY(process.waitForFinished());
        const auto text = QString::fromUtf8(process.readAllStandardOutput());
        QVERIFY(text.contains(QStringLiteral("accuracy (%)"))); // an axis
        QVERIFY(text.contains(QStringLiteral("the loss is <not> finite")));
        QVERIFY(text.contains(QStringLiteral("modalscope-cli study run")));
    }

    void aWindowGetsTheSame()
    {
        const auto study = readStudy(path("small.json")).value();
        const auto dataset = readDataset(path("small.h5")).value();
        const auto plan = planStudy(study, *dataset).value();
        const auto found = readStudyRuns(Workspace(path("W")), plan, *dataset);
        const auto report = std::make_shared<const StudyReport>(makeStudyReport(study, *dataset, plan,
            found.runs, found.unreadable, {path("small.json"), path("W"), "test", 1763794800}));
        QObject owner;
        bool isDone = false;
        writeReportInSlices(&owner, report, path("sliced.html"), [&](const Result<void>& outcome) {
            QVERIFY(outcome);
            isDone = true;
        });
        QVERIFY(!isDone);
        QTRY_VERIFY(isDone);
        std::vector<DrawnFigure> drawn;
        for (const auto* figure : reportFigures(*report))
            drawn.push_back(drawReportFigure(*figure));
        QVERIFY(writeReport(*report, drawn, path("direct.html")));
        QCOMPARE(readFile(path("sliced.html")).value(), readFile(path("direct.html")).value());
    }

    void badInputIsRefusedInOneSentence()
    {
        const auto messageOf = [](ReportArguments given) {
            const auto done = renderReport(given);
            return done ? std::string("done") : done.error().message;
        };
        auto given = arguments("report.txt");
        QVERIFY(QString::fromStdString(messageOf(given)).endsWith(QStringLiteral(".html or .pdf only")));
        QVERIFY(messageOf(arguments("")).find("--out") != std::string::npos);
        given = arguments("report.html");
        given.workspace.clear();
        QVERIFY(messageOf(given).find("--workspace") != std::string::npos);
        given.workspace = path("nowhere");
        QVERIFY(messageOf(given).find("is no folder") != std::string::npos);
        given = arguments("report.html");
        given.study = path("small.h5");
        QVERIFY(messageOf(given).find("small.h5") != std::string::npos);
        QVERIFY(messageOf(arguments("no/such/folder.html")).find("folder.html") != std::string::npos);
    }
};

TEST_ENTRY(TestRenderReport, QApplication)

} // namespace modalscope::tst_render_report

#include "tst_render_report.moc"
