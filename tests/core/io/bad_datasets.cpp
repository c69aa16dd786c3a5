#include "tests/core/io/bad_datasets.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr hsize_t kHuge = 1'000'000'000'000;

std::vector<float> ramp(std::size_t count)
{
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = float(i);
    return values;
}

} // namespace

std::vector<BadDataset> badDatasets()
{
    std::vector<BadDataset> all;
    const auto add = [&](const char* name, Spoil spoil, const char* says) {
        all.push_back({name, spoil, says});
    };
    add(
        "unknown task", [](H5Writer& h5) { h5.text("task", "guessing"); },
        "task|guessing|classification, regression, segmentation");
    add(
        "no modality", [](H5Writer& h5) { h5.list("modalities", {}); }, "modalities|is empty");
    add(
        "modality twice",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "a"});
        },
        "modalities|lists a twice");
    add(
        "modality named like labels",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "labels"});
        },
        "cannot be called labels");
    add(
        "modality named like a column",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "present_b"});
        },
        "cannot be called present_b");
    add(
        "modality with a slash",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "../b"});
        },
        "\"../b\"|rename it");
    add(
        "modality named like all of them",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "*"});
        },
        "\"*\"|rename it");
    add(
        "modality with a control character",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "b\x1b[31m"});
        },
        "control character|rename it");
    add(
        "modality with a long name",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", std::string(5000, 'b')});
        },
        "longer than 100 bytes|rename it");
    add(
        "modality not there",
        [](H5Writer& h5) {
            h5.list("modalities", {"a", "c"});
        },
        "/train/c is missing");
    add(
        "modality is a group",
        [](H5Writer& h5) {
            h5.remove("/train/a");
            h5.group("/train/a");
        },
        "/train/a is not a dataset");
    add(
        "modality is a text column",
        [](H5Writer& h5) {
            h5.remove("/train/a");
            h5.textColumn("/train/a", {"1", "2", "3", "4", "5", "6"});
        },
        "/train/a|text|numbers");
    add(
        "external link",
        [](H5Writer& h5) {
            h5.remove("/train/a");
            H5Lcreate_external("other.h5", "/a", h5.file(), "/train/a", H5P_DEFAULT, H5P_DEFAULT);
        },
        "/train/a is not a dataset in this file");
    add(
        "external storage",
        [](H5Writer& h5) {
            h5.remove("/train/a");
            const hid_t how = H5Pcreate(H5P_DATASET_CREATE);
            H5Pset_external(how, "/etc/passwd", 0, 48);
            const hsize_t shape[] = {6, 2};
            const hid_t space = H5Screate_simple(2, shape, nullptr);
            H5Dclose(
                H5Dcreate2(h5.file(), "/train/a", H5T_NATIVE_FLOAT, space, H5P_DEFAULT, how, H5P_DEFAULT));
        },
        "/train/a|other files");
    add(
        "one class in the list", [](H5Writer& h5) { h5.list("class_names", {"x"}); },
        "class_names|one class only");
    add(
        "one class in train",
        [](H5Writer& h5) {
            h5.data<int>("/train/labels", {6}, {1, 1, 1, 1, 1, 1});
        },
        "/train/labels has one class only (y)");
    add(
        "no train", [](H5Writer& h5) { h5.remove("/train"); }, "no group /train");
    add(
        "empty train",
        [](H5Writer& h5) {
            h5.data<float>("/train/a", {0, 2}, {});
            h5.data<float>("/train/b", {0, 3}, {});
            h5.data<int>("/train/labels", {0}, {});
        },
        "/train has no samples");
    add(
        "empty valid",
        [](H5Writer& h5) {
            h5.group("/valid");
            h5.data<float>("/valid/a", {0, 2}, {});
            h5.data<float>("/valid/b", {0, 3}, {});
            h5.data<int>("/valid/labels", {0}, {});
        },
        "/valid has no samples");
    add(
        "empty group", [](H5Writer& h5) { h5.group("/valid"); }, "/valid/labels is missing");
    add(
        "no labels", [](H5Writer& h5) { h5.remove("/test/labels"); }, "/test/labels is missing");
    add(
        "rank 1", [](H5Writer& h5) { h5.data("/train/a", {6}, ramp(6)); }, "/train/a|has rank 1");
    add(
        "rank 6",
        [](H5Writer& h5) {
            h5.data("/train/a", {6, 1, 1, 1, 1, 2}, ramp(12));
        },
        "/train/a|has rank 6");
    add(
        "single value", [](H5Writer& h5) { h5.data("/train/a", {}, ramp(1)); }, "/train/a|has rank 0");
    add(
        "samples without values",
        [](H5Writer& h5) {
            h5.data("/train/a", {6, 0}, ramp(0));
        },
        "/train/a|without any value");
    add(
        "modality too short",
        [](H5Writer& h5) {
            h5.data("/train/a", {5, 2}, ramp(10));
        },
        "/train/a has 5 rows but labels has 6");
    add(
        "labels too short",
        [](H5Writer& h5) {
            h5.data<int>("/train/labels", {5}, {0, 1, 2, 0, 1});
        },
        "/train/a has 6 rows but labels has 5");
    add(
        "other shape in test",
        [](H5Writer& h5) {
            h5.data("/test/a", {3, 4}, ramp(12));
        },
        "/test/a|[4]|[2]");
    add(
        "other kind in test",
        [](H5Writer& h5) {
            h5.data("/test/a", {3, 1, 2}, ramp(6));
        },
        "/test/a|[1 x 2]|[2]");
    add(
        "other scale in test", [](H5Writer& h5) { h5.number("/test/a", "value_scale", 2.0); },
        "/test/a|value_scale");
    add(
        "scale is 0", [](H5Writer& h5) { h5.number("/train/a", "value_scale", 0.0); },
        "/train/a|value_scale 0");
    add(
        "scale is text", [](H5Writer& h5) { h5.texts("/train/a", "value_scale", {"big"}, {}); },
        "/train/a|value_scale");
    add(
        "scale is NaN", [](H5Writer& h5) { h5.number("/train/a", "value_scale", std::nan("")); },
        "/train/a|value_scale");
    add(
        "NaN",
        [](H5Writer& h5) {
            auto v = ramp(12);
            v[7] = NAN;
            h5.data("/train/a", {6, 2}, v);
        },
        "/train/a|NaN|at sample 3");
    add(
        "infinite",
        [](H5Writer& h5) {
            auto v = ramp(18);
            v[17] = -INFINITY;
            h5.data("/train/b", {6, 3}, v);
        },
        "/train/b|at sample 5");
    add(
        "too large for float32",
        [](H5Writer& h5) {
            std::vector<double> v(6, 0.0);
            v[0] = 1e300;
            h5.data("/test/a", {3, 2}, v);
        },
        "/test/a|too large for float32|at sample 0");
    add(
        "label too large",
        [](H5Writer& h5) {
            h5.data<int>("/train/labels", {6}, {0, 1, 2, 3, 0, 1});
        },
        "/train/labels has the label 3 at sample 3|0 to 2");
    add(
        "label negative",
        [](H5Writer& h5) {
            h5.data<int>("/test/labels", {3}, {0, -1, 2});
        },
        "/test/labels has the label -1 at sample 1");
    add(
        "label beyond int32",
        [](H5Writer& h5) {
            h5.data<long long>("/test/labels", {3}, {0, 4294967296LL, 2});
        },
        "has the label 4294967296");
    add(
        "labels are float", [](H5Writer& h5) { h5.data("/train/labels", {6}, ramp(6)); },
        "/train/labels must be whole numbers [sample]|float32");
    add(
        "labels are text",
        [](H5Writer& h5) {
            h5.remove("/train/labels");
            h5.textColumn("/train/labels", {"x", "y", "z", "x", "y", "z"});
        },
        "/train/labels must be whole numbers [sample]|text");
    add(
        "labels are one-hot",
        [](H5Writer& h5) {
            h5.data<int>("/train/labels", {6, 3}, std::vector<int>(18, 0));
        },
        "/train/labels must be whole numbers [sample]|[6 x 3]");
    add(
        "maps for classification", [](H5Writer& h5) { h5.text("task", "segmentation"); },
        "/train/labels must be whole numbers [sample, row, column]");
    add(
        "label map above the classes",
        [](H5Writer& h5) {
            h5.text("task", "segmentation");
            std::vector<int> maps(6 * 4, 2);
            maps[17] = 3;
            h5.data("/train/labels", {6, 2, 2}, maps);
            h5.data("/test/labels", {3, 2, 2}, std::vector<int>(12, 1));
        },
        "/train/labels has the label 3 at sample 4|class_names has 3 classes, so labels are 0 to "
        "2|ignore_label");
    add(
        "label map below 0",
        [](H5Writer& h5) {
            h5.text("task", "segmentation");
            h5.number("/", "ignore_label", 255);
            std::vector<int> maps(6 * 4, 255);
            maps[3] = -1;
            h5.data("/train/labels", {6, 2, 2}, maps);
            h5.data("/test/labels", {3, 2, 2}, std::vector<int>(12, 1));
        },
        "/train/labels has the label -1 at sample 0|labels are 0 to 2, or the ignore_label 255");
    add(
        "label map of numbers with fractions",
        [](H5Writer& h5) {
            h5.text("task", "segmentation");
            h5.data("/train/labels", {6, 2, 2}, ramp(24));
        },
        "/train/labels must be whole numbers [sample, row, column]|float32");
    add(
        "label maps of other size in test",
        [](H5Writer& h5) {
            h5.text("task", "segmentation");
            h5.data("/train/labels", {6, 2, 2}, std::vector<int>(24, 1));
            h5.data("/test/labels", {3, 2, 3}, std::vector<int>(18, 1));
        },
        "/test/labels has samples of shape [2 x 3]|train");
    add(
        "one class for segmentation",
        [](H5Writer& h5) {
            h5.text("task", "segmentation");
            h5.list("class_names", {"x"});
        },
        "class_names has one class only|segmentation needs two or more, the background is one");
    add(
        "ignore_label with a fraction",
        [](H5Writer& h5) {
            h5.text("task", "segmentation");
            h5.number("/", "ignore_label", 0.5);
        },
        "ignore_label must be one whole number");
    add(
        "text targets",
        [](H5Writer& h5) {
            h5.text("task", "regression");
            h5.remove("/train/labels");
            h5.textColumn("/train/labels", {"x", "y", "z", "x", "y", "z"});
        },
        "/train/labels must be numbers [sample] or [sample, target]");
    add(
        "NaN target",
        [](H5Writer& h5) {
            h5.text("task", "regression");
            auto v = ramp(6);
            v[4] = NAN;
            h5.data("/train/labels", {6}, v);
        },
        "/train/labels|NaN|at sample 4");
    add(
        "presence of 2",
        [](H5Writer& h5) {
            h5.data<int>("/train/present_a", {6}, {0, 1, 2, 1, 1, 1});
        },
        "/train/present_a has the value 2 at sample 2");
    add(
        "presence too short",
        [](H5Writer& h5) {
            h5.data<int>("/train/present_a", {5}, {0, 1, 1, 1, 1});
        },
        "/train/present_a has 5 rows");
    add(
        "presence is float", [](H5Writer& h5) { h5.data("/train/present_a", {6}, ramp(6)); },
        "/train/present_a must be whole numbers");
    add(
        "nothing present",
        [](H5Writer& h5) {
            h5.data<int>("/train/present_a", {6}, {0, 1, 1, 1, 1, 1});
            h5.data<int>("/train/present_b", {6}, {0, 1, 1, 1, 1, 1});
        },
        "/train has a sample without any modality at sample 0");
    add(
        "claims 10^12 samples",
        [](H5Writer& h5) {
            h5.claim("/train/a", {kHuge, 2}, H5T_NATIVE_FLOAT);
            h5.claim("/train/b", {kHuge, 3}, H5T_NATIVE_FLOAT);
            h5.claim("/train/labels", {kHuge}, H5T_NATIVE_INT);
        },
        "/train/labels has the shape [1000000000000]|4.0 TB|0 B");
    add(
        "claims 10^12 features",
        [](H5Writer& h5) {
            h5.claim("/train/a", {6, kHuge}, H5T_NATIVE_FLOAT);
        },
        "/train/a has the shape [6 x 1000000000000]");
    add(
        "claims 10^12 in chunks",
        [](H5Writer& h5) { h5.claim("/train/labels", {kHuge}, H5T_NATIVE_INT, {1000}); },
        "/train/labels has the shape|ever written");
    add(
        "claims 2^60 x 2^60",
        [](H5Writer& h5) {
            h5.claim("/train/a", {6, 1ULL << 60, 1ULL << 60}, H5T_NATIVE_UCHAR, {1, 1, 1000});
        },
        "/train/a has the shape|ever written");
    add(
        "one chunk of many",
        [](H5Writer& h5) {
            const hid_t id = h5.create("/train/labels", {kHuge}, H5T_NATIVE_INT, {1000}, true);
            const std::vector<int> values(1000, 0);
            const hsize_t start = 0, count = 1000;
            const hid_t space = H5Dget_space(id), memory = H5Screate_simple(1, &count, nullptr);
            H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, nullptr, &count, nullptr);
            H5Dwrite(id, H5T_NATIVE_INT, memory, space, H5P_DEFAULT, values.data());
            H5Dclose(id);
        },
        "/train/labels has the shape|ever written");
    add(
        "a column of 10^12",
        [](H5Writer& h5) {
            h5.claim("/train/labels", {kHuge}, H5T_NATIVE_INT);
            h5.claim("/train/speaker", {kHuge}, H5T_NATIVE_INT);
        },
        "/train/labels");
    return all;
}

} // namespace modalscope
