#include "app/embedding/layout_cloud.h"
#include "app/embedding/layout_maker.h"
#include "app/embedding/layout_words.h"
#include "app/embedding/view_file.h"
#include "tests/app/embedding/embedding_fixture.h"
#include "tests/support/test_entry.h"

#include <cmath>
#include <limits>

namespace modalscope::tst_layout_maker {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

LayoutRequest requestOf(const std::shared_ptr<const EmbeddedSamples>& samples, LayoutMethod method)
{
    LayoutRequest request{.samples = samples, .arrays = {}, .settings = {.method = method}};
    for (std::size_t i = 0; i < samples->features.names.size(); ++i)
        request.arrays.push_back(i);
    request.settings.umap.epochs = 30;
    request.settings.umap.threads = 1;
    return request;
}

std::shared_ptr<const MadeLayout> madeOf(const LayoutRequest& request)
{
    return makeLayout(request, {}, RunContext());
}

} // namespace

/// Protects what a picture is made of and what is said of it: every sample at its place, what was left out
/// counted, a stopped layout kept and marked, and one sentence for input that has no picture.
class TestLayoutMaker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onePointForEachModalityAndSample()
    {
        const auto samples = madeSamples({twoClouds(20, 5, 3), twoClouds(20, 5, 6, 2)});
        const auto made = madeOf(requestOf(samples, LayoutMethod::Pca));
        QVERIFY(!made->error);
        QCOMPARE(made->points, std::int64_t(40));
        QCOMPARE(made->cloud->size(), std::size_t(40));
        QCOMPARE(made->cloud->samples[25], 5U);
        QCOMPARE(made->cloud->columns.front().name, std::string("modality"));
        QCOMPARE(made->cloud->columns.front().category(25), std::string_view("m1"));
        QVERIFY(made->cloud->column("class") != nullptr);
        QVERIFY(made->axes[0].find("%") != std::string::npos);
        QVERIFY(!problemOf(*made->cloud));
    }

    void fewPoints_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("length");
        QTest::addColumn<bool>("hasUmap");
        QTest::newRow("one") << 1 << 4 << false;
        QTest::newRow("two") << 2 << 4 << false;
        QTest::newRow("three") << 3 << 4 << true;
        QTest::newRow("one value each") << 12 << 1 << true;
    }
    void fewPoints()
    {
        QFETCH(int, samples);
        QFETCH(int, length);
        QFETCH(bool, hasUmap);
        const auto set = madeSamples({twoClouds(samples, length, 1)});
        for (const int dimensions : {2, 3}) {
            auto request = requestOf(set, LayoutMethod::Pca);
            request.settings.dimensions = dimensions;
            const auto pca = madeOf(request);
            QVERIFY2(!pca->error, pca->error ? pca->error->message.c_str() : "");
            QCOMPARE(pca->points, std::int64_t(samples));
            QCOMPARE(pca->axes.size(), std::size_t(dimensions));
            QCOMPARE(pca->cloud->positions.size(), std::size_t(samples * dimensions));
        }
        const auto umap = madeOf(requestOf(set, LayoutMethod::Umap));
        QCOMPARE(!umap->error, hasUmap);
        if (umap->error)
            QVERIFY(umap->error->message.find("at least 3 points") != std::string::npos);
        else
            QVERIFY(umap->isFinished && umap->points == samples);
    }

    void equalPointsHaveOnePlace()
    {
        Array same({10, 3});
        std::ranges::fill(same.values, 2.0F);
        const auto made = madeOf(requestOf(madeSamples({same}), LayoutMethod::Pca));
        QVERIFY(!made->error);
        QVERIFY(made->axes[0].find("nothing varies") != std::string::npos);
        for (const float value : made->positions.values)
            QCOMPARE(value, 0.0F);
        QVERIFY(!madeOf(requestOf(madeSamples({same}), LayoutMethod::Umap))->error);
    }

    void whatIsLeftOutIsCounted()
    {
        auto image = twoClouds(10, 3, 1), audio = twoClouds(10, 3, 2, 2);
        image.row(4)[1] = kNan; // not finite
        std::ranges::fill(audio.row(6), kNan); // absent
        auto samples = madeSamples({image, audio});
        samples->features.absent[1] = 1;
        const auto made = madeOf(requestOf(samples, LayoutMethod::Pca));
        QCOMPARE(made->points, std::int64_t(18));
        QCOMPARE(made->dropped, std::int64_t(1));
        QCOMPARE(made->absent, std::int64_t(1));
        QVERIFY(std::isnan(made->positions.row(4)[0]) && std::isnan(made->positions.row(16)[1]));
        QVERIFY(layoutNote(*made).contains(QStringLiteral("1 absent, 1 left out: not finite")));
    }

    void differentLengthsAreOneSentence()
    {
        const auto samples = madeSamples({twoClouds(10, 3, 1), twoClouds(10, 4, 1)});
        auto request = requestOf(samples, LayoutMethod::Pca);
        const auto made = madeOf(request);
        QVERIFY(made->error);
        QVERIFY(made->error->message.find("3 features and m1 has 4") != std::string::npos);
        QVERIFY(made->error->message.find("a fit for each modality") != std::string::npos);
        request.settings.isSeparate = true;
        const auto separate = madeOf(request);
        QVERIFY(!separate->error);
        QCOMPARE(separate->points, std::int64_t(20));
        QVERIFY(layoutNote(*separate).contains(QStringLiteral("distances between them mean nothing")));
        request.arrays = {1};
        request.settings.isSeparate = false;
        QVERIFY(!madeOf(request)->error);
        request.arrays = {};
        QVERIFY(madeOf(request)->error);
    }

    void someSamplesAlone()
    {
        const auto samples = madeSamples({twoClouds(20, 5, 3), twoClouds(20, 5, 6, 2)});
        auto request = requestOf(samples, LayoutMethod::Pca);
        request.only = {1, 3, 7, 11};
        const auto made = madeOf(request);
        QCOMPARE(made->points, std::int64_t(8));
        QCOMPARE(made->cloud->size(), std::size_t(8));
        QCOMPARE(made->cloud->samples[5], 3U); // the second sample of the second modality
        QCOMPARE(made->cloud->sampleCount, std::size_t(20));
        QVERIFY(std::isnan(made->positions.row(0)[0]) && !std::isnan(made->positions.row(23)[0]));
        QVERIFY(layoutKey(request) != layoutKey(requestOf(samples, LayoutMethod::Pca)));
    }

    void aStoppedLayoutStaysAndIsMarked()
    {
        const auto samples = madeSamples({twoClouds(400, 8, 3)});
        auto request = requestOf(samples, LayoutMethod::Umap);
        request.settings.umap.epochs = 5000;
        std::stop_source stop;
        RunContext context;
        context.stop = stop.get_token();
        context.report = [&](const RunEvent& event) {
            if (const auto* progress = std::get_if<Progress>(&event);
                progress != nullptr && progress->done >= 20 && progress->secondsLeft >= 0)
                stop.request_stop();
        };
        int pictures = 0;
        std::shared_ptr<const MadeLayout> first;
        const auto made = makeLayout(
            request,
            [&](const auto& now) {
                if (pictures++ == 0)
                    first = now;
            },
            context);
        QVERIFY(first && first->points == 400 && first->epoch == 0); // the start, at once
        QVERIFY(made->isStopped && !made->isFinished && !made->error);
        QCOMPARE(made->points, std::int64_t(400));
        QVERIFY(made->epoch >= 20 && made->epoch < 100);
        QCOMPARE(layoutMark(*made), QStringLiteral("stopped after epoch %1 of 5000").arg(made->epoch));
    }

    void samplingIsSaidOnThePicture()
    {
        auto samples = madeSamples({twoClouds(20, 5, 3)});
        samples->features.total = 10'000'000;
        const auto made = madeOf(requestOf(samples, LayoutMethod::Pca));
        QVERIFY(layoutMark(*made).contains(QStringLiteral("20 of 10,000,000 samples")));
    }

    void betweenTwoPictures()
    {
        const auto samples = madeSamples({twoClouds(6, 5, 3)});
        const auto made = madeOf(requestOf(samples, LayoutMethod::Pca));
        auto other = std::make_shared<CloudData>(*made->cloud);
        for (auto& value : other->positions)
            value += 2;
        other->positions[0] = kNan;
        const auto half = cloudBetween(*made->cloud, other, 0.5);
        QCOMPARE(half->positions[3], made->cloud->positions[3] + 1);
        QVERIFY(std::isnan(half->positions[0])); // only the first has it, and it is gone half way
        QCOMPARE(cloudBetween(*made->cloud, other, 0.2)->positions[0], made->cloud->positions[0]);
        QCOMPARE(cloudBetween(*made->cloud, other, 1).get(), static_cast<const CloudData*>(other.get()));
    }

    void viewsComeBack()
    {
        QTemporaryDir folder;
        const auto path = fromQt(folder.filePath(QStringLiteral("a.view.json")));
        EmbeddingViewState view;
        PaneState pane{.source = {.kind = EmbeddingKind::File, .place = "/x.npy"}, .leftOut = {"m1"}};
        pane.layout.method = LayoutMethod::Umap;
        pane.layout.umap.neighbors = 40;
        pane.only = "1-3";
        pane.hasView = true;
        pane.view.camera.span = 7;
        view.panes = {pane};
        QVERIFY(writeView(path, view));
        const auto read = readView(path);
        QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
        const auto& back = read.value().panes.front();
        QCOMPARE(back.source, pane.source);
        QCOMPARE(back.leftOut, pane.leftOut);
        QCOMPARE(back.layout.umap.neighbors, 40);
        QCOMPARE(back.view, pane.view);
        QVERIFY(writeFileAtomically(path, R"({"format": 1, "panes": [{"sauce": 1}]})"));
        QVERIFY(readView(path).error().message.find("sauce") != std::string::npos);
        QVERIFY(writeFileAtomically(path, R"({"format": 1})"));
        QVERIFY(!readView(path));
        QVERIFY(writeFileAtomically(path, "no"));
        QVERIFY(!readView(path));
    }
};

TEST_ENTRY(TestLayoutMaker, QApplication)

} // namespace modalscope::tst_layout_maker

#include "tst_layout_maker.moc"
