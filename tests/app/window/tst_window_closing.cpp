#include "tests/app/window_fixture.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/base/message_bar.h"

#include <QMessageBox>
#include <QPushButton>

namespace modalscope::tst_window_closing {

/// Closing the window: at once, one question at most, and runs that work can be continued.
class TestWindowClosing : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_fixture;

private Q_SLOTS:
    void initTestCase() { WindowFixture::prepareApplication("tst_window_closing"); }
    void init() { m_fixture = std::make_unique<WindowFixture>(plainPages); }
    void cleanup() { m_fixture.reset(); }

    void closesWithinAThirdOfASecond()
    {
        const double least = leastMilliseconds(300, [this](QElapsedTimer& timer) {
            cleanup();
            init();
            m_fixture->openWorkspace();
            m_fixture->enqueue(3, 1000);
            QTRY_VERIFY(m_fixture->session->queue().run(m_fixture->session->queue().at(0).id)->epoch > 1);
            m_fixture->window->setCloseQuestion([](const std::function<void(bool)>& given) { given(true); });
            timer.restart();
            m_fixture->window->close();
            QTRY_VERIFY(!m_fixture->window->isVisible());
        });
        QVERIFY2(least < 300, qPrintable(QString::number(least)));
    }

    void asksOnceAndLeavesRunsThatCanBeResumed()
    {
        m_fixture->openWorkspace();
        m_fixture->enqueue(3, 1000);
        QTRY_VERIFY(m_fixture->session->queue().run(m_fixture->session->queue().at(0).id)->epoch > 1);
        int asked = 0;
        std::function<void(bool)> answer;
        m_fixture->window->setCloseQuestion([&](std::function<void(bool)> given) {
            ++asked;
            answer = std::move(given);
        });
        QVERIFY(!m_fixture->window->close());
        QVERIFY(!m_fixture->window->close()); // the question is open already
        QCOMPARE(asked, 1);
        answer(false);
        QVERIFY(m_fixture->window->isVisible());
        QVERIFY(m_fixture->session->queue().isWorking());
        m_fixture->window->close();
        QCOMPARE(asked, 2);
        answer(true);
        QTRY_VERIFY(!m_fixture->window->isVisible());
        QCOMPARE(asked, 2);

        m_fixture->start(); // the next start
        m_fixture->openWorkspace();
        auto* bar = m_fixture->window->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains(QStringLiteral("resumable at epoch")), qPrintable(bar->text()));
        QTest::mouseClick(bar->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY(m_fixture->session->queue().count(QueueState::Running) > 0);
        QCOMPARE(m_fixture->session->queue().size(), 3);
    }

    void theRealQuestionHasTwoAnswers()
    {
        m_fixture->openWorkspace();
        m_fixture->enqueue(1, 1000);
        QTRY_COMPARE(m_fixture->session->queue().count(QueueState::Running), 1);
        QVERIFY(!m_fixture->window->close());
        auto* box = m_fixture->window->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
        QVERIFY(box != nullptr);
        QCOMPARE(box->buttons().size(), 2);
        QTest::mouseClick(box->findChild<QPushButton*>(QStringLiteral("stopAndClose")), Qt::LeftButton);
        QTRY_VERIFY(!m_fixture->window->isVisible());
    }
};

TEST_ENTRY(TestWindowClosing, QApplication)

} // namespace modalscope::tst_window_closing

#include "tst_window_closing.moc"
