#include "widgets/plot/paper_page.h"

#include <QBuffer>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kUnitsPerMm = 720 / 25.4; // ten units a point
constexpr double kUnitsPerInch = 720;

/// XMP as PDF readers and reference managers look for it.
QByteArray xmpOf(const PaperPage& page)
{
    const auto escaped = [](const QString& text) { return text.toHtmlEscaped(); };
    return QStringLiteral(
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%1</rdf:li></rdf:Alt></dc:title>\n"
        "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%2</rdf:li></rdf:Alt></dc:description>\n"
        "<pdf:Keywords>%3</pdf:Keywords><xmp:CreatorTool>%4</xmp:CreatorTool>\n"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>\n")
        .arg(escaped(page.title), escaped(page.note), escaped(page.facts.join(QStringLiteral("; "))),
            escaped(page.program))
        .toUtf8();
}

} // namespace

QSize pageUnits(const PaperPage& page)
{
    const auto units = [](double mm) { return int(std::lround(mm * kUnitsPerMm)); };
    return {units(page.widthMm), units(page.heightMm)};
}

QByteArray pdfPage(const PaperPage& page, const PaintPage& paint)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(int(kUnitsPerInch));
    writer.setPageSize(
        QPageSize({page.widthMm, page.heightMm}, QPageSize::Millimeter, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    writer.setTitle(page.title);
    writer.setCreator(page.program);
    writer.setDocumentXmpMetadata(xmpOf(page));
    paint(writer, 1);
    return bytes;
}

QByteArray svgPage(const PaperPage& page, const PaintPage& paint)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(int(kUnitsPerInch));
    generator.setSize(pageUnits(page));
    generator.setViewBox(QRect({}, pageUnits(page)));
    generator.setTitle(page.title.toHtmlEscaped()); // Qt 6.4 writes both as they are
    generator.setDescription(
        (page.note + QStringLiteral("\n") + page.facts.join(QStringLiteral("\n"))).toHtmlEscaped());
    paint(generator, 1);
    // Qt computes the size from whole units; the file says what was asked for.
    static const QRegularExpression size(QStringLiteral("width=\"[\\d.]+mm\" height=\"[\\d.]+mm\""));
    const auto match = size.match(QString::fromUtf8(bytes.left(400)));
    if (match.hasMatch())
        bytes.replace(match.captured().toUtf8(),
            QStringLiteral("width=\"%1mm\" height=\"%2mm\"").arg(page.widthMm).arg(page.heightMm).toUtf8());
    // The family that was measured, with those of the same widths for other machines.
    bytes.replace("font-family=\"Arial\"", "font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\"");
    bytes.replace(
        "font-family=\"Liberation Sans\"", "font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\"");
    return bytes;
}

QImage pageImage(const PaperPage& page, double dpi, const PaintPage& paint)
{
    const double scale = dpi / kUnitsPerInch;
    const auto units = pageUnits(page);
    QImage image(int(std::lround(units.width() * scale)), int(std::lround(units.height() * scale)),
        QImage::Format_RGB32);
    image.setDotsPerMeterX(int(std::lround(dpi / 0.0254)));
    image.setDotsPerMeterY(int(std::lround(dpi / 0.0254)));
    image.fill(Qt::white);
    paint(image, scale);
    return image;
}

QByteArray pngPage(const PaperPage& page, double dpi, const PaintPage& paint)
{
    auto image = pageImage(page, dpi, paint);
    image.setText(QStringLiteral("Title"), page.title);
    image.setText(QStringLiteral("Software"), page.program);
    image.setText(QStringLiteral("Description"), page.note);
    image.setText(QStringLiteral("Source"), page.facts.join(QStringLiteral("; ")));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace modalscope
