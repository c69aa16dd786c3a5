#include "app/pages/segmentation_panes.h"

#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/maps/map_images.h"

#include <QObject>

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

/// Makes the panes of one sample.
class PaneMaker {
public:
    explicit PaneMaker(const SamplePanesRequest& request)
        : m_request(request)
        , m_result(*request.result)
        , m_dataset(*m_result.request.dataset)
        , m_split(*m_dataset.split(m_result.request.split))
        , m_truth(m_result.truth->maps)
        , m_missing(m_result.request.missing())
    { }

    Result<std::vector<MapPane>> panes()
    {
        std::vector<MapPane> made;
        for (const auto& name : m_result.request.modalities) {
            auto pane = modalityPane(name);
            if (!pane)
                return pane.error();
            if (m_base.isNull())
                m_base = pane.value().picture;
            made.push_back(std::move(pane).value());
        }
        made.push_back(labelPane(QStringLiteral("truth"), QObject::tr("ground truth"),
            labelOverlay(m_truth.map(m_request.sample), m_truth.rows, m_truth.columns, colors())));
        for (const bool isError : {false, true})
            for (const auto which : kPredictions)
                made.push_back(predictionPane(which, isError));
        return made;
    }

private:
    Result<MapPane> modalityPane(const std::string& name) const
    {
        const bool isGone = std::ranges::find(m_missing, name) != m_missing.end();
        MapPane pane{QStringLiteral("modality/") + toQt(name),
            isGone ? QObject::tr("%1 (missing)").arg(toQt(name)) : toQt(name)};
        const int index = m_dataset.modalityIndex(name);
        if (index < 0 || !m_split.hasModality(std::size_t(index), m_request.sample)) {
            pane.why = QObject::tr("The sample lacks %1.").arg(toQt(name));
            return pane;
        }
        const auto& modality = m_dataset.modalities[std::size_t(index)];
        const auto& reader = *m_split.rows[std::size_t(index)];
        std::vector<float> values(std::size_t(reader.rowSize()));
        if (auto read = reader.read(std::array{m_request.sample}, values); !read)
            return read.error();
        pane.picture = modalityImage(modality, values);
        if (pane.picture.isNull())
            pane.why = QObject::tr("%1 is no image; the Data page shows it.").arg(toQt(name));
        else if (modality.shape[0] != 1 && modality.shape[0] != 3)
            pane.caption = QObject::tr("mean of %1 channels").arg(modality.shape[0]);
        return pane;
    }

    /// Without a picture behind it, the ground has its colour too.
    ClassColors colors() const { return classColorsOf(m_dataset, m_request.tintsGround || m_base.isNull()); }

    MapPane labelPane(const QString& key, const QString& title, QImage overlay) const
    {
        MapPane pane{key, title};
        pane.picture = m_base;
        pane.overlay = std::move(overlay);
        return pane;
    }

    MapPane predictionPane(Prediction which, bool isError) const
    {
        const auto word = toQt(toText(which));
        const auto key = (isError ? QStringLiteral("errors/") : QStringLiteral("predicted/")) + word;
        const auto title
            = isError ? QObject::tr("errors, %1").arg(word) : QObject::tr("predicted, %1").arg(word);
        const auto& part = m_result.part(which);
        if (!part.maps)
            return {.key = key, .title = title, .why = toQt(part.why)};
        const auto said = part.maps->maps.map(m_request.sample);
        if (said.front() == LabelMaps::kNone)
            return {.key = key,
                .title = title,
                .why = QObject::tr("The sample has none of the modalities that are left.")};
        const auto truth = m_truth.map(m_request.sample);
        auto pane = labelPane(key, title,
            isError ? errorOverlay(truth, said, m_truth.rows, m_truth.columns)
                    : labelOverlay(said, m_truth.rows, m_truth.columns, colors()));
        pane.isOfWhole = true;
        const auto& counts = part.maps->scores.samples[std::size_t(m_request.sample)];
        pane.caption = isError ? QObject::tr("%1 right").arg(toQt(percentText(counts.pixelAccuracy())))
                               : QObject::tr("mIoU %1").arg(toQt(percentText(counts.miou())));
        return pane;
    }

    const SamplePanesRequest& m_request;
    const SegmentationResult& m_result;
    const Dataset& m_dataset;
    const Split& m_split;
    const LabelMaps& m_truth;
    const std::vector<std::string> m_missing;
    QImage m_base; // of the first modality that has a picture
};

} // namespace

ClassColors classColorsOf(const Dataset& dataset, bool tintsGround)
{
    return {groundClass(dataset.classNames), tintsGround};
}

QString groundName(const Dataset& dataset)
{
    const int ground = groundClass(dataset.classNames);
    return ground < 0 ? QString() : toQt(dataset.classNames[std::size_t(ground)]);
}

std::string percentText(double share)
{
    return std::isnan(share) ? "none" : fixedText(100 * share, 1) + " %";
}

SamplePanes makeSamplePanes(const SamplePanesRequest& request)
{
    SamplePanes made{request, {}, {}};
    auto panes = PaneMaker(made.request).panes();
    if (panes)
        made.panes = std::move(panes).value();
    else
        made.error = panes.error();
    return made;
}

} // namespace modalscope
