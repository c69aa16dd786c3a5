#include "app/embedding/epoch_series.h"
#include "app/embedding/epoch_slider.h"
#include "tests/app/embedding/embedding_fixture.h"
#include "tests/support/test_entry.h"

#include <QSignalSpy>
#include <QSlider>

#include <cmath>

namespace modalscope::tst_epoch_series {
namespace {

double distanceBetween(const MadeLayout& a, const MadeLayout& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.positions.values.size(); ++i)
        sum += std::abs(double(a.positions.values[i]) - double(b.positions.values[i]));
    return sum / double(a.positions.values.size());
}

} // namespace

/// Protects the pictures of epochs: the same axes or aligned places, frames between them, and sentences for
/// epochs that cannot be shown.
class TestEpochSeries : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SeriesRequest m_request;

private Q_SLOTS:
    void initTestCase()
    {
        const auto run = writeEmbeddingRun(m_folder.path().toStdString(), "0123456789ab", 30, {2, 5, 9});
        m_request.source.source = {.kind = EmbeddingKind::Run, .place = "0123456789ab"};
        m_request.source.run = run;
        m_request.epochs = {2, 5, 9};
        m_request.modalities = {"image", "audio"};
        m_request.settings.umap.epochs = 40;
        m_request.settings.umap.threads = 1;
    }

    void pcaHasTheAxesOfTheLastEpoch()
    {
        const auto made = makeEpochLayouts(m_request, RunContext());
        QVERIFY2(!made.error, made.error ? made.error->message.c_str() : "");
        QCOMPARE(made.epochs, m_request.epochs);
        QCOMPARE(made.made.size(), std::size_t(3));
        QCOMPARE(made.made[0]->axes[0], std::string("PC 1 of epoch 9"));
        const auto alone = makeLayout(
            {.samples = made.made[2]->request.samples, .arrays = {0, 1}, .settings = m_request.settings}, {},
            RunContext());
        QVERIFY(distanceBetween(*made.made[2], *alone) < 1e-4);
        // classes are 2 (epoch 2) and 9 (epoch 9) apart along every axis, in the same measure
        const auto spread = [](const MadeLayout& layout) {
            return std::abs(double(layout.positions.row(1)[0]) - double(layout.positions.row(0)[0]));
        };
        QVERIFY(spread(*made.made[0]) < 0.6 * spread(*made.made[2]));
    }

    void umapIsAligned()
    {
        auto request = m_request;
        request.settings.method = LayoutMethod::Umap;
        const auto made = makeEpochLayouts(request, RunContext());
        QVERIFY(!made.error);
        QCOMPARE(made.made.size(), std::size_t(3));
        const auto alone = makeLayout(
            {.samples = made.made[2]->request.samples, .arrays = {0, 1}, .settings = request.settings}, {},
            RunContext());
        QVERIFY(distanceBetween(*made.made[1], *made.made[2]) < distanceBetween(*made.made[1], *alone));
    }

    void whatCannotBeShown()
    {
        auto request = m_request;
        request.epochs = {2, 3};
        const auto gone = makeEpochLayouts(request, RunContext());
        QVERIFY(gone.error && gone.error->message.find("epoch 3") != std::string::npos);
        request = m_request;
        request.modalities = {"smell"};
        const auto other = makeEpochLayouts(request, RunContext());
        QVERIFY(other.error && other.error->message.find("smell") != std::string::npos);
        std::stop_source stop;
        stop.request_stop();
        RunContext context;
        context.stop = stop.get_token();
        QVERIFY(makeEpochLayouts(m_request, context).isStopped);
    }

    void framesBetweenEpochs()
    {
        EpochSeries series;
        QSignalSpy finished(&series, &EpochSeries::finished);
        series.make(m_request);
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(series.hasLayouts());
        std::shared_ptr<const CloudData> frame;
        connect(&series, &EpochSeries::frameMade, this, [&](const auto& cloud) { frame = cloud; });
        series.askFrame(0.5);
        QTRY_VERIFY(frame != nullptr);
        const auto& a = *series.of(2)->cloud;
        const auto& b = *series.of(5)->cloud;
        QVERIFY(std::abs(frame->positions[7] - (a.positions[7] + b.positions[7]) / 2) < 1e-5F);
        QVERIFY(series.of(3) == nullptr);
        series.clear();
        QVERIFY(!series.hasLayouts());
    }

    void theSliderKnowsItsEpochs()
    {
        EpochSlider slider;
        QSignalSpy chosen(&slider, &EpochSlider::epochChosen);
        slider.setEpochs({4});
        QVERIFY(!slider.isVisibleTo(&slider) || slider.isHidden());
        slider.setEpochs({2, 5, 9});
        QCOMPARE(slider.epoch(), 9);
        slider.setEpoch(5);
        QCOMPARE(slider.epoch(), 5);
        slider.setEpoch(6); // is not there
        QCOMPARE(slider.epoch(), 5);
        QCOMPARE(chosen.size(), 0);
        child<QSlider>(&slider, "embeddingEpochSlider")->setValue(0);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.front().front().toInt(), 2);
        slider.play(true);
        QVERIFY(!slider.isPlaying()); // there are no pictures yet
        slider.setHasPictures(true);
        slider.play(true);
        QTRY_COMPARE_WITH_TIMEOUT(slider.epoch(), 9, 6000);
        QTRY_VERIFY(!slider.isPlaying());
    }
};

TEST_ENTRY(TestEpochSeries, QApplication)

} // namespace modalscope::tst_epoch_series

#include "tst_epoch_series.moc"
