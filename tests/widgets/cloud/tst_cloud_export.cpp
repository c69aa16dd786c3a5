#include "tests/support/test_entry.h"
#include "tests/widgets/cloud/cloud_points.h"
#include "widgets/cloud/cloud_export.h"

#include <QApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cloud_export {

namespace {

QByteArray written(const CloudFigure& figure, const ExportOptions& options)
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("cloud"));
    const auto done = exportCloud(figure, options, path.toStdString());
    if (!done)
        return QByteArray::fromStdString(done.error().message);
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

CloudFigure figureOf(std::size_t sampleCount)
{
    CloudFigure figure{clusterCloud(sampleCount)};
    figure.seen = {600, 400};
    figure.camera = fittingCamera(*indexOf(*figure.data), figure.seen);
    figure.title = "Modality gap";
    figure.note = "PCA of all modalities together";
    return figure;
}

int coloredPixels(const QImage& image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += QColor(image.pixel(x, y)).saturation() > 60;
    return count;
}

} // namespace

/// Protects a point cloud in a paper: vectors while there are few, one picture of 600 dpi within when there
/// are many.
class TestCloudExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fewPointsAreVectors()
    {
        const auto svg = written(figureOf(50), {.format = ExportFormat::Svg});
        QVERIFY2(svg.contains("<svg"), svg.left(200).constData());
        QVERIFY(!svg.contains("<image"));
        QVERIFY(svg.count("<path") > 100); // a point each
        QVERIFY(svg.contains("Modality gap"));
        QVERIFY(svg.contains("audio")); // legend as text
    }

    void manyPointsAreOnePicture()
    {
        const auto svg = written(figureOf(10'500), {.format = ExportFormat::Svg});
        QCOMPARE(svg.count("<image"), 1);
        QVERIFY(svg.count("<path") < 200);
        QVERIFY(svg.contains("audio"));
        const auto pdf = written(figureOf(10'500), {.format = ExportFormat::Pdf});
        QVERIFY(pdf.startsWith("%PDF"));
        QCOMPARE(pdf.count("/Subtype /Image"), 1);
        QVERIFY2(pdf.size() < 3'000'000, qPrintable(QString::number(pdf.size())));
        const auto width = pdf.mid(pdf.indexOf("/Width ") + 7, 6).trimmed().split('\n').front().toInt();
        QVERIFY2(width > 1200 && width < 2200, qPrintable(QString::number(width))); // of 89 mm at 600 dpi
    }

    void whatIsSeenIsOnThePaper()
    {
        auto figure = figureOf(12'000);
        const auto all = coloredPixels(cloudImage(figure, {}, 150));
        QVERIFY(all > 1000);
        auto nothing = std::make_shared<SelectionMask>(figure.data->sampleCount);
        nothing->add(0);
        figure.isolated = nothing;
        QVERIFY(coloredPixels(cloudImage(figure, {}, 150)) < all / 3);
        figure.isolated.reset();
        figure.camera.x += 1000; // moved away
        QVERIFY(coloredPixels(cloudImage(figure, {}, 150)) < all / 3);
    }

    void threeDimensionsAndMarks()
    {
        CloudFigure figure{clusterCloud(60, 3)};
        figure.look = {.pairLines = true, .centroids = true, .gapArrow = true};
        figure.camera = turnedCamera(fittingCamera(*indexOf(*figure.data), {1, 1}), 30, 20);
        const auto svg = written(figure, {.format = ExportFormat::Svg});
        QVERIFY(svg.count("<path") > 120);
        QVERIFY(svg.contains("owl")); // beside its centroid
    }

    void badSizesAreSaid()
    {
        QCOMPARE(written(figureOf(5), {.widthMm = 5}),
            QByteArray("the figure's width in mm is out of range: 5 is not between 20 and 400"));
        QVERIFY(written(figureOf(5), {.format = ExportFormat::Csv}).contains("PDF, SVG or PNG"));
    }
};

TEST_ENTRY(TestCloudExport, QApplication)

} // namespace modalscope::tst_cloud_export

#include "tst_cloud_export.moc"
