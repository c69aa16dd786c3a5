#include "app/window/command_palette.h"
#include "app/window/perspectives.h"
#include "app/window/workspace_opener.h"
#include "tests/app/window_fixture.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/stall_watchdog.h"

#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTreeWidget>
#include <QUrl>

namespace modalscope::tst_main_window {

/// The window as a whole: starts quickly, never hangs, finds everything again at the next start.
class TestMainWindow : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_fixture;

    PlainPage* runsPage() const
    {
        return static_cast<PlainPage*>(m_fixture->window->pages().pages().back().get());
    }

private Q_SLOTS:
    void initTestCase() { WindowFixture::prepareApplication("tst_main_window"); }
    void init() { m_fixture = std::make_unique<WindowFixture>(plainPages); }
    void cleanup() { m_fixture.reset(); }

    void isThereQuickly()
    {
        const double before = threadMilliseconds();
        m_fixture->start();
        QCoreApplication::processEvents();
        const double milliseconds = threadMilliseconds() - before;
        qInfo("window after %.0f ms of work", milliseconds);
        QVERIFY2(milliseconds < 300, qPrintable(QString::number(milliseconds)));
    }

    void opensAWorkspaceAndRemembersIt()
    {
        const Workspace workspace(m_fixture->path("workspace").toStdString());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "a", "g", 1);
        m_fixture->openWorkspace();
        QCOMPARE(m_fixture->session->runs().size(), std::size_t(1));
        QVERIFY(m_fixture->window->windowTitle().startsWith(QStringLiteral("workspace")));
        m_fixture->start();
        m_fixture->window->openAtStart({}); // none named: the last one
        QTRY_COMPARE(m_fixture->session->runs().size(), std::size_t(1));
    }

    void aWorkspaceThatCannotBeMadeIsSaid()
    {
        m_fixture->window->openAtStart(QStringLiteral("/proc/nothing"));
        auto* bar = m_fixture->window->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(bar->text().contains(QStringLiteral("/proc/nothing")));
        QVERIFY(!m_fixture->session->hasWorkspace());
    }

    void datasetsComeBackWithTheirWorkspace()
    {
        QVERIFY(writeDataset(m_fixture->datasetPath(), *smallDataset()));
        m_fixture->openWorkspace();
        FileDialog::setNextAnswer(m_fixture->path("small.h5"));
        m_fixture->command("openDataset")->trigger();
        QTRY_VERIFY(
            m_fixture->session->currentDataset() != nullptr && m_fixture->session->currentDataset()->dataset);
        QCOMPARE(m_fixture->shownPage(), QStringLiteral("data"));
        QVERIFY(m_fixture->window->close());
        m_fixture->start();
        m_fixture->openWorkspace();
        QTRY_VERIFY(
            m_fixture->session->currentDataset() != nullptr && m_fixture->session->currentDataset()->dataset);
    }

    void thePaletteFindsEveryCommand()
    {
        QVERIFY(CommandPalette::score(QStringLiteral("op da"), QStringLiteral("Open dataset")) >= 0);
        QVERIFY(CommandPalette::score(QStringLiteral("dataset"), QStringLiteral("Open dataset"))
            > CommandPalette::score(QStringLiteral("taset"), QStringLiteral("Open dataset")));
        QVERIFY(CommandPalette::score(QStringLiteral("xyz"), QStringLiteral("Open dataset")) < 0);
        QVERIFY(m_fixture->window->commands().size() > 30);
        for (const auto* action : m_fixture->window->commands())
            QVERIFY2(action->isSeparator() || !action->text().isEmpty(), qPrintable(action->objectName()));
        m_fixture->command("commandPalette")->trigger();
        auto* palette = m_fixture->window->findChild<CommandPalette*>();
        QTRY_VERIFY(palette->isVisible());
        auto* query = palette->findChild<QLineEdit*>();
        const auto* list = palette->findChild<QTreeWidget*>();
        for (int row = 0; row < list->topLevelItemCount(); ++row) {
            const auto words = list->topLevelItem(row)->text(0).split(QStringLiteral(": "));
            QVERIFY2(words.size() < 2 || !words[1].startsWith(words[0]),
                qPrintable(list->topLevelItem(row)->text(0)));
        }
        QTest::keyClicks(query, QStringLiteral("experiment"));
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(m_fixture->shownPage(), QStringLiteral("experiment"));
    }

    void whatIsDroppedIsOpened()
    {
        m_fixture->openWorkspace();
        QVERIFY(writeDataset(m_fixture->datasetPath(), *smallDataset()));
        const Workspace other(m_fixture->path("other").toStdString());
        QVERIFY(other.create());
        writeFakeRun(other, "abc", "g", 1);
        const auto drop = [&](const QString& file) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(file)});
            QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_fixture->window.get(), &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent event({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_fixture->window.get(), &event);
        };
        drop(m_fixture->path("small.h5"));
        QTRY_VERIFY(
            m_fixture->session->currentDataset() != nullptr && m_fixture->session->currentDataset()->dataset);
        drop(m_fixture->path("other/runs/abc")); // a run is copied in
        QTRY_VERIFY(m_fixture->session->run("abc") != nullptr);
        QVERIFY(std::filesystem::exists(m_fixture->path("workspace/runs/abc/metrics.json").toStdString()));
        drop(m_fixture->path("other")); // a workspace is opened
        QTRY_COMPARE(
            QString::fromStdString(m_fixture->session->workspace().string()), m_fixture->path("other"));
        drop(m_fixture->path("net.pt")); // a checkpoint, read by its page
        QCOMPARE(m_fixture->session->currentCheckpoint(), m_fixture->path("net.pt").toStdString());
        drop(m_fixture->path("nothing.txt"));
        QVERIFY(m_fixture->window->findChild<MessageBar*>()->isVisible());
    }

    void layoutPagesAndDocksComeBack()
    {
        m_fixture->openWorkspace();
        m_fixture->window->resize(1100, 700);
        m_fixture->window->perspectives().show(QStringLiteral("setup"));
        QCOMPARE(m_fixture->shownPage(), QStringLiteral("experiment"));
        auto* inspector = m_fixture->window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"));
        QVERIFY(inspector->isHidden());
        inspector->show();
        m_fixture->window->pages().showPage(QStringLiteral("runs"));
        runsPage()->number = 7;
        QVERIFY(m_fixture->window->close());
        m_fixture->start();
        QCOMPARE(m_fixture->window->height(), 700); // the width is the least one: this screen has 800 pixels
        QCOMPARE(m_fixture->window->perspectives().current(), QStringLiteral("setup"));
        QVERIFY(m_fixture->window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->isVisible());
        QCOMPARE(m_fixture->shownPage(), QStringLiteral("runs"));
        QCOMPARE(runsPage()->number, 7);
        m_fixture->command("restoreLayout")->trigger();
        QVERIFY(m_fixture->window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->isHidden());
    }

    void staysAwakeWhileRunsComeAndGo()
    {
        // A machine that is busy with something else delays an answer now and then, our own work every time.
        std::chrono::milliseconds stall{1000};
        for (int i = 0; i < 5 && stall >= std::chrono::milliseconds(50); ++i) {
            cleanup();
            init();
            m_fixture->openWorkspace();
            m_fixture->enqueue(4, 10);
            StallWatchdog watchdog;
            m_fixture->window->perspectives().show(QStringLiteral("monitor"));
            QTRY_COMPARE(m_fixture->session->queue().count(QueueState::Finished), 4);
            m_fixture->session->selectRuns(
                {m_fixture->session->runs()[0].id(), m_fixture->session->runs()[1].id()});
            QTest::qWait(300);
            m_fixture->window->perspectives().show(QStringLiteral("analyse"));
            m_fixture->session->deleteRuns({m_fixture->session->runs()[0].id()});
            m_fixture->command("undo")->trigger();
            QTest::qWait(200);
            QCOMPARE(m_fixture->session->runs().size(), std::size_t(4));
            stall = std::min(stall, watchdog.longestStall());
        }
        qInfo("longest stall %d ms", int(stall.count()));
        QVERIFY2(stall < std::chrono::milliseconds(50), qPrintable(QString::number(stall.count())));
    }

    void isDrawn()
    {
        m_fixture->openWorkspace();
        const auto image = m_fixture->window->grab().toImage();
        QVERIFY(image.width() > 800);
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); y += 7)
            for (int x = 0; x < image.width(); x += 7)
                colors.insert(image.pixel(x, y));
        QVERIFY(colors.size() > 10);
    }
};

TEST_ENTRY(TestMainWindow, QApplication)

} // namespace modalscope::tst_main_window

#include "tst_main_window.moc"
