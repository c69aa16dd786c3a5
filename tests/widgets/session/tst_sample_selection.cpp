#include "tests/support/test_entry.h"
#include "tests/widgets/session/session_fixture.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

namespace modalscope::tst_sample_selection {

/// Protects: one selection of samples and one current sample for all views, cheap at the pace of a lasso.
class TestSampleSelection : public QObject, SessionFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useOwnSettings("tst_sample_selection"); }
    void init() { begin(); }
    void cleanup() { m_session.reset(); }

    void saysOnceWhatIsSelected()
    {
        int changes = 0;
        connect(m_session.get(), &Session::changed, m_session.get(),
            [&](const SessionChange& change) { changes += std::holds_alternative<SamplesSelected>(change); });
        QVERIFY(m_session->sampleSelection().samples == nullptr); // nothing was ever selected
        auto mask = std::make_shared<SelectionMask>(10);
        mask->add(3);
        m_session->selectSamples({"f", "test", mask});
        QCOMPARE(changes, 1);
        QVERIFY(m_session->sampleSelection().isOf("f", "test"));
        QVERIFY(!m_session->sampleSelection().isOf("f", "valid"));
        QVERIFY(!m_session->sampleSelection().isOf("g", "test"));
        m_session->selectSamples({"f", "test", std::make_shared<SelectionMask>(*mask)}); // an equal one
        QCOMPARE(changes, 1);
        m_session->selectSamples({"f", "valid", mask});
        QCOMPARE(changes, 2);
        m_session->selectSamples({"f", "valid", std::make_shared<SelectionMask>(10)}); // none of them
        QCOMPARE(changes, 3);
        QVERIFY(m_session->sampleSelection().isOf("f", "valid"));
        m_session->selectSamples({});
        QCOMPARE(changes, 4);
        QVERIFY(!m_session->sampleSelection().isOf("", ""));
    }

    void saysOnceWhichSampleIsLookedAt()
    {
        int changes = 0;
        connect(m_session.get(), &Session::changed, m_session.get(), [&](const SessionChange& change) {
            changes += std::holds_alternative<CurrentSampleChanged>(change);
        });
        QCOMPARE(m_session->currentSample().row, std::int64_t(-1));
        QVERIFY(!m_session->currentSample().isOf("", ""));
        m_session->setCurrentSample({"f", "test", 4});
        m_session->setCurrentSample({"f", "test", 4});
        QCOMPARE(changes, 1);
        QVERIFY(m_session->currentSample().isOf("f", "test"));
        m_session->setCurrentSample({"f", "test", 5});
        QCOMPARE(changes, 2);
    }

    void aMillionSamplesAreComparedAtOnce()
    {
        const auto first = std::make_shared<const SelectionMask>(1'000'000, true);
        const auto same = std::make_shared<const SelectionMask>(1'000'000, true);
        m_session->selectSamples({"f", "test", first});
        double least = 1e9;
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer timer;
            timer.start();
            m_session->selectSamples({"f", "test", i % 2 == 0 ? same : first});
            least = std::min(least, double(timer.nsecsElapsed()) / 1e6);
        }
        QVERIFY2(least < 5, qPrintable(QString::number(least)));
        QCOMPARE(m_session->sampleSelection().samples, first); // the equal one was not taken
    }
};

TEST_ENTRY(TestSampleSelection, QApplication)

} // namespace modalscope::tst_sample_selection

#include "tst_sample_selection.moc"
