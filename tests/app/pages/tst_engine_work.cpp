#include "app/pages/engine_work.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"

namespace modalscope::tst_engine_work {

/// Protects how pages ask the engine about a run: away from the window's thread, with the dataset of the run
/// and no other, one question at a time; every question ends in a report or in an error.
class TestEngineWork : public QObject {
    Q_OBJECT

    using Data = std::shared_ptr<const Dataset>;

    std::unique_ptr<PageFixture> m_page;
    Data m_data;
    StoredRun m_run;
    std::unique_ptr<EngineWork> m_work;
    std::shared_ptr<const std::string> m_report; // that was taken
    std::vector<Error> m_errors;
    std::atomic<int> m_asked = 0;
    bool m_isTakenHere = false; // on the window's thread

    RunData data() const { return runDataOf(m_page->session, m_run); }

    /// Reports the fingerprint of the dataset; waits for being stopped first when it is told to.
    void start(RunData data, bool waits = false)
    {
        m_work->start<std::string>(
            std::move(data),
            [this, waits, here = QThread::currentThread()](
                Engine&, const Data& dataset, const RunContext& context) -> Result<std::string> {
                ++m_asked;
                context.report(Progress{1, 2, "asking"});
                while (waits && !context.shouldStop())
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                if (context.shouldStop())
                    return Error{ErrorKind::Cancelled, "stopped"};
                return QThread::currentThread() == here ? "asked here" : dataset->fingerprint;
            },
            [this, here = QThread::currentThread()](const auto& report) {
                m_report = report;
                m_isTakenHere = QThread::currentThread() == here;
            });
    }
    void work(EngineLoader engine)
    {
        m_work = std::make_unique<EngineWork>(std::move(engine));
        connect(m_work.get(), &EngineWork::failed, this,
            [this](const Error& error) { m_errors.push_back(error); });
    }

private Q_SLOTS:
    void init()
    {
        m_page = std::make_unique<PageFixture>();
        m_data = m_page->writeDatasetFile(*smallDataset());
        QVERIFY(m_data);
        m_run = makeComparison(*m_data, 1, 1).back().stored;
        m_report.reset();
        m_errors.clear();
        m_asked = 0;
        work(m_page->session.engine());
    }
    void cleanup()
    {
        m_work.reset();
        m_page.reset();
    }

    void anOpenDatasetIsTaken()
    {
        m_page->openDataset(m_data->path);
        const auto taken = data();
        QVERIFY(taken.dataset == m_page->session.currentDataset()->dataset);
        QSignalSpy progressed(m_work.get(), &EngineWork::progressed);
        start(taken);
        QVERIFY(m_work->isWorking());
        QTRY_VERIFY(m_report);
        QCOMPARE(*m_report, m_data->fingerprint);
        QVERIFY(m_isTakenHere);
        QVERIFY(!m_work->isWorking() && m_errors.empty());
        QCOMPARE(progressed.size(), 1);
    }

    void otherwiseItsFileIsRead()
    {
        const auto taken = data();
        QVERIFY(!taken.dataset);
        QCOMPARE(taken.file, m_data->path);
        start(taken);
        QTRY_VERIFY(m_report);
        QCOMPARE(*m_report, m_data->fingerprint);
    }

    void anotherFileIsRefused()
    {
        QVERIFY(m_page->writeDatasetFile(*smallDataset({.train = 41}))->fingerprint != m_data->fingerprint);
        start(data());
        QTRY_COMPARE(m_errors.size(), std::size_t(1));
        QVERIFY(m_errors.front().kind == ErrorKind::InvalidInput);
        QCOMPARE(m_errors.front().message,
            m_data->path + ": is not the file that the run was made for; bring that one back");
        QCOMPARE(m_asked.load(), 0);
        QVERIFY(!m_report);
    }

    void oneAtATimeUntilItIsCancelled()
    {
        start(data(), true);
        QTRY_COMPARE(m_asked.load(), 1);
        start(data());
        m_work->cancel();
        QTRY_VERIFY(!m_work->isWorking());
        QCOMPARE(m_errors.size(), std::size_t(1));
        QVERIFY(m_errors.front().kind == ErrorKind::Cancelled);
        QCOMPARE(m_asked.load(), 1);
        QVERIFY(!m_report);
        start(data()); // the next one is not stopped
        QTRY_VERIFY(m_report);
    }

    void withoutAnEngineNothingIsAsked()
    {
        work([]() -> Result<Engine*> { return Error{ErrorKind::NotFound, "no library"}; });
        start(data());
        QTRY_COMPARE(m_errors.size(), std::size_t(1));
        QCOMPARE(m_errors.front().message, std::string("no library"));
        QCOMPARE(m_asked.load(), 0);
    }

    void whatGoesDoesNotWait()
    {
        start(data(), true);
        QTRY_COMPARE(m_asked.load(), 1);
        m_work.reset(); // hangs when the work is not stopped
        QVERIFY(!m_report && m_errors.empty());
    }
};

TEST_ENTRY(TestEngineWork, QApplication)

} // namespace modalscope::tst_engine_work

#include "tst_engine_work.moc"
