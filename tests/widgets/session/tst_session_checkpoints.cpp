#include "tests/support/fake_engine.h"
#include "tests/support/test_entry.h"
#include "widgets/session/session.h"

#include <QCoreApplication>
#include <QtTest>

namespace modalscope::tst_session_checkpoints {

/// Protects: which checkpoints are open, and that every change is said once.
class TestSessionCheckpoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneIsCurrentAsLongAsAnyIsOpen()
    {
        FakeEngine engine;
        Session session([&]() -> Result<Engine*> { return &engine; });
        int said = 0;
        connect(&session, &Session::changed, this, [&](const SessionChange& change) {
            said += std::holds_alternative<CheckpointsChanged>(change) ? 1 : 0;
        });
        QVERIFY(session.currentCheckpoint().empty());
        session.openCheckpoint("/a");
        session.openCheckpoint("/b");
        session.openCheckpoint("/b"); // as it is
        QCOMPARE(said, 2);
        QCOMPARE(session.currentCheckpoint(), std::string("/b"));
        session.openCheckpoint("/a"); // open already: looked at again
        QCOMPARE(session.checkpoints(), (std::vector<std::string>{"/a", "/b"}));
        QCOMPARE(session.currentCheckpoint(), std::string("/a"));
        session.setCurrentCheckpoint("/nowhere");
        QCOMPARE(session.currentCheckpoint(), std::string("/a"));
        session.closeCheckpoint(session.currentCheckpoint());
        QCOMPARE(session.currentCheckpoint(), std::string("/b"));
        session.closeCheckpoint("/nowhere");
        QCOMPARE(said, 4);
        session.closeCheckpoint("/b");
        QVERIFY(session.currentCheckpoint().empty() && session.checkpoints().empty());
    }
};

TEST_ENTRY(TestSessionCheckpoints, QCoreApplication)

} // namespace modalscope::tst_session_checkpoints

#include "tst_session_checkpoints.moc"
