#include "core/config/json_options.h"
#include "core/data/synthetic.h"
#include "core/experiment/usual_training.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_usual_training {

/// Training starts from what suits the task: what plain SGD breaks is not offered with plain SGD.
class TestUsualTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classificationKeepsTheDefaults()
    {
        QCOMPARE(toJson(usualTraining(*smallDataset())), toJson(TrainOptions()));
    }

    void regressionIsTrainedAsPublished()
    {
        const auto train = usualTraining(makeSample(SampleKind::Sentiment, {.samples = 100}).value());
        QCOMPARE(train.optimizer, OptimizerKind::Adam);
        QCOMPARE(train.clipNorm, 0.8);
        QCOMPARE(train.batchSize, 24);
    }

    void aBatchIsNoLargerThanTheSplit()
    {
        const auto few = makeSample(SampleKind::Segmentation,
            {.train = 3, .valid = 2, .test = 2, .rows = 32, .columns = 32, .classes = 3});
        const auto train = usualTraining(few.value());
        QCOMPARE(train.optimizer, OptimizerKind::AdamW);
        QCOMPARE(train.batchSize, 3);
    }
};

TEST_ENTRY(TestUsualTraining, NoApplication)

} // namespace modalscope::tst_usual_training

#include "tst_usual_training.moc"
