#include "app/window/command_palette.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "app/window/perspectives.h"
#include "app/window/workspace_opener.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/stall_watchdog.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <QUrl>

#include <ctime>

namespace modalscope::tst_main_window {

/// A page that is nothing but its name, and remembers a number.
class PlainPage : public Page {
public:
    explicit PlainPage(QString id)
        : m_id(std::move(id))
    { }
    QString id() const override { return m_id; }
    QString title() const override { return m_id; }
    QIcon icon() const override { return {}; }
    QWidget* widget(QWidget* parent) override
    {
        if (m_widget == nullptr)
            m_widget = new QLabel(m_id, parent);
        return m_widget;
    }
    QJsonObject saveState() const override { return {{QStringLiteral("number"), number}}; }
    void restoreState(const QJsonObject& state) override { number = state[QStringLiteral("number")].toInt(); }

    int number = 0;

private:
    QString m_id;
    QLabel* m_widget = nullptr;
};

/// The window as a whole: starts quickly, never hangs, loses nothing when it closes.
class TestMainWindow : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeEngine m_engine;
    std::unique_ptr<EngineLibrary> m_library;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    std::vector<PlainPage*> m_plain; // owned by the window

    QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    std::string datasetPath() const { return path("small.h5").toStdString(); }
    void makeWindow()
    {
        m_window.reset();
        m_session.reset();
        m_library = std::make_unique<EngineLibrary>(std::vector<std::filesystem::path>{});
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_plain.clear();
        std::vector<std::unique_ptr<Page>> pages;
        for (const auto* id : {"data", "experiment", "laziness", "runs"}) {
            pages.push_back(std::make_unique<PlainPage>(QString::fromLatin1(id)));
            m_plain.push_back(static_cast<PlainPage*>(pages.back().get()));
        }
        m_window = std::make_unique<MainWindow>(*m_session, *m_library, std::move(pages));
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void openWorkspace(const char* name = "workspace")
    {
        m_window->openAtStart(path(name));
        QTRY_VERIFY(m_session->hasWorkspace() && !m_session->isReadingRuns());
    }
    void enqueue(int count, int epochs)
    {
        QVERIFY(writeDataset(datasetPath(), *smallDataset()));
        std::vector<Experiment> experiments;
        for (int seed = 0; seed < count; ++seed) {
            Experiment experiment;
            experiment.dataset = datasetPath();
            experiment.seed = std::uint64_t(seed);
            experiment.train.epochs = epochs;
            experiment.train.batchSize = 8;
            experiments.push_back(experiment);
        }
        m_session->enqueue(experiments, "test");
        QTRY_COMPARE(m_session->queue().size(), count);
    }
    QAction* command(const char* name)
    {
        for (auto* action : m_window->commands())
            if (action->objectName() == QLatin1String(name))
                return action;
        qFatal("no command %s", name);
    }
    QString shownPage() const { return m_window->pages().currentPage()->id(); }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_main_window"));
        applyTheme(ThemeChoice::Light);
    }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine.batchTime = std::chrono::milliseconds(1);
        makeWindow();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void isThereQuickly()
    {
        const double before = threadMilliseconds();
        makeWindow();
        QCoreApplication::processEvents();
        const double milliseconds = threadMilliseconds() - before;
        qInfo("window after %.0f ms of work", milliseconds);
        QVERIFY2(milliseconds < 300, qPrintable(QString::number(milliseconds)));
    }

    void opensAWorkspaceAndRemembersIt()
    {
        const Workspace workspace(path("workspace").toStdString());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "a", "g", 1);
        openWorkspace();
        QCOMPARE(m_session->runs().size(), std::size_t(1));
        QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("workspace")));
        makeWindow();
        m_window->openAtStart({}); // none named: the last one
        QTRY_COMPARE(m_session->runs().size(), std::size_t(1));
    }

    void aWorkspaceThatCannotBeMadeIsSaid()
    {
        m_window->openAtStart(QStringLiteral("/proc/nothing"));
        auto* bar = m_window->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(bar->text().contains(QStringLiteral("/proc/nothing")));
        QVERIFY(!m_session->hasWorkspace());
    }

    void datasetsComeBackWithTheirWorkspace()
    {
        QVERIFY(writeDataset(datasetPath(), *smallDataset()));
        openWorkspace();
        FileDialog::setNextAnswer(path("small.h5"));
        command("openDataset")->trigger();
        QTRY_VERIFY(m_session->currentDataset() != nullptr && m_session->currentDataset()->dataset);
        QCOMPARE(shownPage(), QStringLiteral("data"));
        QVERIFY(m_window->close());
        makeWindow();
        openWorkspace();
        QTRY_VERIFY(m_session->currentDataset() != nullptr && m_session->currentDataset()->dataset);
    }

    void closesWithinAThirdOfASecond()
    {
        const double least = leastMilliseconds(300, [this](QElapsedTimer& timer) {
            cleanup();
            init();
            openWorkspace();
            enqueue(3, 1000);
            QTRY_VERIFY(m_session->queue().run(m_session->queue().at(0).id)->epoch > 1);
            m_window->setCloseQuestion([](const std::function<void(bool)>& given) { given(true); });
            timer.restart();
            m_window->close();
            QTRY_VERIFY(!m_window->isVisible());
        });
        QVERIFY2(least < 300, qPrintable(QString::number(least)));
    }

    void asksOnceAndLeavesRunsThatCanBeResumed()
    {
        openWorkspace();
        enqueue(3, 1000);
        QTRY_VERIFY(m_session->queue().run(m_session->queue().at(0).id)->epoch > 1);
        int asked = 0;
        std::function<void(bool)> answer;
        m_window->setCloseQuestion([&](std::function<void(bool)> given) {
            ++asked;
            answer = std::move(given);
        });
        QVERIFY(!m_window->close());
        QVERIFY(!m_window->close()); // the question is open already
        QCOMPARE(asked, 1);
        answer(false);
        QVERIFY(m_window->isVisible());
        QVERIFY(m_session->queue().isWorking());
        m_window->close();
        QCOMPARE(asked, 2);
        answer(true);
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(asked, 2);

        makeWindow(); // the next start
        openWorkspace();
        auto* bar = m_window->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains(QStringLiteral("resumable at epoch")), qPrintable(bar->text()));
        QTest::mouseClick(bar->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY(m_session->queue().count(QueueState::Running) > 0);
        QCOMPARE(m_session->queue().size(), 3);
    }

    void theRealQuestionHasTwoAnswers()
    {
        openWorkspace();
        enqueue(1, 1000);
        QTRY_COMPARE(m_session->queue().count(QueueState::Running), 1);
        QVERIFY(!m_window->close());
        auto* box = m_window->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
        QVERIFY(box != nullptr);
        QCOMPARE(box->buttons().size(), 2);
        QTest::mouseClick(box->findChild<QPushButton*>(QStringLiteral("stopAndClose")), Qt::LeftButton);
        QTRY_VERIFY(!m_window->isVisible());
    }

    void thePaletteFindsEveryCommand()
    {
        QVERIFY(CommandPalette::score(QStringLiteral("op da"), QStringLiteral("Open dataset")) >= 0);
        QVERIFY(CommandPalette::score(QStringLiteral("dataset"), QStringLiteral("Open dataset"))
            > CommandPalette::score(QStringLiteral("taset"), QStringLiteral("Open dataset")));
        QVERIFY(CommandPalette::score(QStringLiteral("xyz"), QStringLiteral("Open dataset")) < 0);
        QVERIFY(m_window->commands().size() > 30);
        for (const auto* action : m_window->commands())
            QVERIFY2(action->isSeparator() || !action->text().isEmpty(), qPrintable(action->objectName()));
        command("commandPalette")->trigger();
        auto* palette = m_window->findChild<CommandPalette*>();
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
        QCOMPARE(shownPage(), QStringLiteral("experiment"));
    }

    void whatIsDroppedIsOpened()
    {
        openWorkspace();
        QVERIFY(writeDataset(datasetPath(), *smallDataset()));
        const Workspace other(path("other").toStdString());
        QVERIFY(other.create());
        writeFakeRun(other, "abc", "g", 1);
        const auto drop = [&](const QString& file) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(file)});
            QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_window.get(), &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent event({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_window.get(), &event);
        };
        drop(path("small.h5"));
        QTRY_VERIFY(m_session->currentDataset() != nullptr && m_session->currentDataset()->dataset);
        drop(path("other/runs/abc")); // a run is copied in
        QTRY_VERIFY(m_session->run("abc") != nullptr);
        QVERIFY(std::filesystem::exists(path("workspace/runs/abc/metrics.json").toStdString()));
        drop(path("other")); // a workspace is opened
        QTRY_COMPARE(QString::fromStdString(m_session->workspace().string()), path("other"));
        drop(path("nothing.txt"));
        QVERIFY(m_window->findChild<MessageBar*>()->isVisible());
    }

    void layoutPagesAndDocksComeBack()
    {
        openWorkspace();
        m_window->resize(1100, 700);
        m_window->perspectives().show(QStringLiteral("setup"));
        QCOMPARE(shownPage(), QStringLiteral("experiment"));
        auto* inspector = m_window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"));
        QVERIFY(inspector->isHidden());
        inspector->show();
        m_window->pages().showPage(QStringLiteral("runs"));
        m_plain[3]->number = 7;
        QVERIFY(m_window->close());
        makeWindow();
        QCOMPARE(m_window->height(), 700); // the width is the least one: this screen has 800 pixels
        QCOMPARE(m_window->perspectives().current(), QStringLiteral("setup"));
        QVERIFY(m_window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->isVisible());
        QCOMPARE(shownPage(), QStringLiteral("runs"));
        QCOMPARE(m_plain[3]->number, 7);
        command("restoreLayout")->trigger();
        QVERIFY(m_window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->isHidden());
    }

    void staysAwakeWhileRunsComeAndGo()
    {
        // A machine that is busy with something else delays an answer now and then, our own work every time.
        std::chrono::milliseconds stall{1000};
        for (int i = 0; i < 5 && stall >= std::chrono::milliseconds(50); ++i) {
            cleanup();
            init();
            openWorkspace();
            enqueue(4, 10);
            StallWatchdog watchdog;
            m_window->perspectives().show(QStringLiteral("monitor"));
            QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 4);
            m_session->selectRuns({m_session->runs()[0].id(), m_session->runs()[1].id()});
            QTest::qWait(300);
            m_window->perspectives().show(QStringLiteral("analyse"));
            m_session->deleteRuns({m_session->runs()[0].id()});
            command("undo")->trigger();
            QTest::qWait(200);
            QCOMPARE(m_session->runs().size(), std::size_t(4));
            stall = std::min(stall, watchdog.longestStall());
        }
        qInfo("longest stall %d ms", int(stall.count()));
        QVERIFY2(stall < std::chrono::milliseconds(50), qPrintable(QString::number(stall.count())));
    }

    void isDrawn()
    {
        openWorkspace();
        const auto image = m_window->grab().toImage();
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
