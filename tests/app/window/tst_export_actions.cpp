#include "app/pages/all_pages.h"
#include "app/window/main_window.h"
#include "core/base/atomic_file.h"
#include "core/io/dataset_hdf5.h"
#include "core/store/study_files.h"
#include "tests/support/fake_engine.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_export_actions {

/// The file menu writes all pinned figures at once, and the report of a study of the workspace.
class TestExportActions : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    FakeEngine m_engine;
    std::unique_ptr<EngineLibrary> m_library;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString said() const { return m_window->messages().text(); }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_export_actions"));
        QSettings().clear();
        m_library = std::make_unique<EngineLibrary>(std::vector<std::filesystem::path>{});
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_window = std::make_unique<MainWindow>(*m_session, *m_library, allPages(*m_session));
        m_window->show();
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
    }

    void pinnedFiguresAreWrittenTogether()
    {
        auto* command = m_window->findChild<QAction*>(QStringLiteral("exportPinned"));
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
        FileDialog::setNextAnswer(path("figures"));
        command->trigger();
        QCOMPARE(QDir(path("figures")).entryList(QDir::Files, QDir::Name),
            (QStringList{QStringLiteral("first.csv"), QStringLiteral("first.pdf"),
                QStringLiteral("first.svg"), QStringLiteral("second.csv"), QStringLiteral("second.pdf"),
                QStringLiteral("second.svg")}));
        QVERIFY(said().contains(QStringLiteral("6 file")));
    }

    void theReportOfAStudyIsWritten()
    {
        const auto file = path("small.h5").toStdString();
        QVERIFY(writeDataset(file, *smallDataset()));
        const Workspace workspace(path("workspace").toStdString());
        QVERIFY(workspace.create());
        const auto study = studyFromText(R"({"name": "tiny", "base": {"dataset": ")" + file
                + R"(", "train": {"batch_size": 8}}, "axes": {"method.kind": ["concat", "late"], "seed": [0]}})",
            "tiny");
        QVERIFY(study);
        QVERIFY(storeStudy(workspace, study.value()));
        QVERIFY(m_session->openWorkspace(workspace.root()));
        m_session->openDataset(file);
        QTRY_VERIFY(m_session->dataset(file) != nullptr && m_session->dataset(file)->dataset);
        auto* menu = m_window->findChild<QMenu*>(QStringLiteral("reportMenu"));
        QVERIFY(menu != nullptr);
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 1);
        FileDialog::setNextAnswer(path("report.html"));
        menu->actions().first()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("report.html")), 20000);
        const auto html = readFile(path("report.html").toStdString());
        QVERIFY(html && html.value().find("tiny") != std::string::npos);
    }
};

TEST_ENTRY(TestExportActions, QApplication)

} // namespace modalscope::tst_export_actions

#include "tst_export_actions.moc"
