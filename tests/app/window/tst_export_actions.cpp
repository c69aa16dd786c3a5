#include "app/pages/all_pages.h"
#include "core/base/atomic_file.h"
#include "core/store/study_files.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/batch_export_dialog.h"
#include "widgets/plot/figure_view.h"

#include <QDir>
#include <QMenu>

namespace modalscope::tst_export_actions {

/// The file menu writes all pinned figures at once, and the report of a study of the workspace.
class TestExportActions : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_fixture;

    QString said() const { return m_fixture->window->messages().text(); }

private Q_SLOTS:
    void initTestCase() { WindowFixture::prepareApplication("tst_export_actions"); }
    void init() { m_fixture = std::make_unique<WindowFixture>(allPages); }
    void cleanup() { m_fixture.reset(); }

    void pinnedFiguresAreWrittenTogether()
    {
        auto* command = m_fixture->window->findChild<QAction*>(QStringLiteral("exportPinned"));
        QVERIFY(command != nullptr);
        command->trigger();
        QVERIFY(said().contains(QStringLiteral("No figure is pinned")));
        FigureView view;
        for (const char* name : {"first", "second"}) {
            Figure figure;
            figure.name = name;
            Panel panel;
            panel.lines.push_back({.label = "a", .x = {0, 1}, .y = {1, 2}});
            figure.panels.push_back(panel);
            view.setFigure(figure);
            view.pin();
        }
        command->trigger();
        auto* dialog = m_fixture->window->findChild<BatchExportDialog*>();
        QVERIFY(dialog != nullptr);
        FileDialog::setNextAnswer(m_fixture->path("figures"));
        dialog->chooseFolder();
        dialog->writeAll();
        QCOMPARE(QDir(m_fixture->path("figures")).entryList(QDir::Files, QDir::Name),
            (QStringList{QStringLiteral("first.csv"), QStringLiteral("first.pdf"),
                QStringLiteral("first.svg"), QStringLiteral("second.csv"), QStringLiteral("second.pdf"),
                QStringLiteral("second.svg")}));
        QVERIFY(said().contains(QStringLiteral("6 file")));
    }

    void theReportOfAStudyIsWritten()
    {
        const auto file = m_fixture->path("small.h5").toStdString();
        QVERIFY(writeDataset(file, *smallDataset()));
        const Workspace workspace(m_fixture->path("workspace").toStdString());
        QVERIFY(workspace.create());
        const auto study = studyFromText(R"({"name": "tiny", "base": {"dataset": ")" + file
                + R"(", "train": {"batch_size": 8}}, "axes": {"method.kind": ["concat", "late"], "seed": [0]}})",
            "tiny");
        QVERIFY(study);
        QVERIFY(storeStudy(workspace, study.value()));
        QVERIFY(m_fixture->session->openWorkspace(workspace.root()));
        m_fixture->session->openDataset(file);
        QTRY_VERIFY(
            m_fixture->session->dataset(file) != nullptr && m_fixture->session->dataset(file)->dataset);
        auto* menu = m_fixture->window->findChild<QMenu*>(QStringLiteral("reportMenu"));
        QVERIFY(menu != nullptr);
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 1);
        FileDialog::setNextAnswer(m_fixture->path("report.html"));
        menu->actions().first()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("report.html")), 20000);
        const auto html = readFile(m_fixture->path("report.html").toStdString());
        QVERIFY(html && html.value().find("tiny") != std::string::npos);
    }
};

TEST_ENTRY(TestExportActions, QApplication)

} // namespace modalscope::tst_export_actions

#include "tst_export_actions.moc"
