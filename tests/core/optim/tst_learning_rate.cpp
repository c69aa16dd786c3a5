#include "core/optim/learning_rate.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_learning_rate {

/// The rate of an epoch, against values worked out by hand.
class TestLearningRate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void byHand_data();
    void byHand();
};

void TestLearningRate::byHand_data()
{
    QTest::addColumn<TrainOptions>("options");
    QTest::addColumn<int>("epoch");
    QTest::addColumn<double>("rate");
    TrainOptions o;
    o.epochs = 10;
    o.learningRate = 0.8;

    o.schedule = {.kind = ScheduleKind::Constant};
    QTest::newRow("constant") << o << 9 << 0.8;
    o.schedule.warmupEpochs = 3;
    QTest::newRow("warm-up, first") << o << 0 << 0.2;
    QTest::newRow("warm-up, last") << o << 2 << 0.6;
    QTest::newRow("after warm-up") << o << 3 << 0.8;

    o.schedule.warmupFrom = 0.1; // of 0.8, then up by 0.24 an epoch
    QTest::newRow("warm-up from a tenth, first") << o << 0 << 0.08;
    QTest::newRow("warm-up from a tenth, last") << o << 2 << 0.56;
    QTest::newRow("after warm-up from a tenth") << o << 3 << 0.8;

    o.schedule = {.kind = ScheduleKind::Step, .every = 3, .factor = 0.5};
    QTest::newRow("step, before the first") << o << 2 << 0.8;
    QTest::newRow("step, the first") << o << 3 << 0.4;
    QTest::newRow("step, the third") << o << 9 << 0.1;

    o.schedule = {.kind = ScheduleKind::Cosine};
    QTest::newRow("cosine, start") << o << 0 << 0.8;
    QTest::newRow("cosine, half") << o << 5 << 0.4;
    o.schedule.warmupEpochs = 2; // 8 epochs are left; epoch 4 is a quarter: (1 + cos 45°)/2
    QTest::newRow("cosine, quarter after warm-up") << o << 4 << 0.8 * (1 + std::sqrt(0.5)) / 2;

    o.schedule = {.kind = ScheduleKind::Polynomial, .power = 2};
    QTest::newRow("polynomial, start") << o << 0 << 0.8;
    QTest::newRow("polynomial, half") << o << 5 << 0.2;
    o.schedule.warmupEpochs = 10;
    QTest::newRow("nothing but warm-up") << o << 9 << 0.8 * 10 / 11;
}

void TestLearningRate::byHand()
{
    QFETCH(TrainOptions, options);
    QFETCH(int, epoch);
    QFETCH(double, rate);
    QVERIFY(std::abs(learningRate(options, epoch) - rate) < 1e-15);
}

TEST_ENTRY(TestLearningRate, NoApplication)

} // namespace modalscope::tst_learning_rate

#include "tst_learning_rate.moc"
