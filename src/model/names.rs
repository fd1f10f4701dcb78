//! The published names of the parameters, for files that PyTorch and we both read.

/// The published name of the parameter at `path`, the field names and list indices from the network down.
///
/// Lists differ: PyTorch counts activations within a `Sequential`, and numbers `linear1`, `deconv1`, `bn1` from 1.
pub(super) fn published(path: &[String]) -> String {
    let mut name: Vec<String> = Vec::with_capacity(path.len());
    let mut segments = path.iter();
    while let Some(segment) = segments.next() {
        // The published encoder has its features' layers among its own: neither they nor their architecture are named.
        if segment == "features" {
            segments.next();
            continue;
        }
        let list = name.last().cloned().unwrap_or_default();
        let Ok(index) = segment.parse::<usize>() else {
            name.push(segment.clone());
            continue;
        };
        match list.as_str() {
            "embedding" => name.push((3 * index).to_string()), // Linear, ReLU, Dropout
            block if block.starts_with("conv_block") => name.push((2 * index).to_string()), // convolution, ReLU
            "blocks" => replace_last(&mut name, if index == 0 { "DBlock".into() } else { format!("DBlock{index}") }),
            "branches" => replace_last(&mut name, format!("linear{}", index + 1)),
            "deconv" => replace_last(&mut name, format!("deconv{}", index + 1)),
            "bn" => {
                replace_last(&mut name, format!("bn{}", index + 1));
                name.push("0".into()); // batch norm, ReLU
            }
            _ => name.push(segment.clone()),
        }
    }
    name.join(".")
}

/// The published shape of the parameter called `name`, which here has `shape`: γ is a single number, and the 1x1 convolutions
/// have their kernel's two dimensions.
pub(super) fn published_shape(name: &str, shape: &[usize]) -> Vec<usize> {
    let pointwise = ["conv_sc", "theta", "phi", "g", "o"].map(|layer| format!(".{layer}.weight_orig"));
    match name {
        gamma if gamma.ends_with(".gamma") => vec![],
        weight if pointwise.iter().any(|layer| weight.ends_with(layer)) => [shape, &[1, 1]].concat(),
        _ => shape.to_vec(),
    }
}

fn replace_last(name: &mut Vec<String>, segment: String) {
    name.pop();
    name.push(segment);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_by_one_convolutions_have_four_dimensions_in_files() {
        assert_eq!(published_shape("d.DBlock1.conv_sc.weight_orig", &[16, 8]), [16, 8, 1, 1]);
        assert_eq!(published_shape("d.attention.g.weight_orig", &[4, 8]), [4, 8, 1, 1]);
        assert_eq!(published_shape("d.attention.gamma", &[1]), [0; 0]);
        assert_eq!(published_shape("d.score_x.weight_orig", &[1, 8]), [1, 8]);
    }

    #[test]
    fn lists_become_the_published_names() {
        for (path, name) in [
            ("encoder features Vgg16 conv_block3 2 weight", "encoder.conv_block3.4.weight"),
            ("encoder features Vgg16 embedding 1 bias", "encoder.embedding.3.bias"),
            (
                "encoder features ResNet18 layer2 0 downsample 1 running_var",
                "encoder.layer2.0.downsample.1.running_var",
            ),
            ("encoder features ResNet18 bn1 weight", "encoder.bn1.weight"),
            ("encoder mean_layer bias", "encoder.mean_layer.bias"),
            ("decoder deconv 0 weight_orig", "decoder.deconv1.weight_orig"),
            ("decoder bn 3 running_var", "decoder.bn4.0.running_var"),
            ("d blocks 0 conv1 bias", "d.DBlock.conv1.bias"),
            ("d blocks 5 conv_sc bias", "d.DBlock5.conv_sc.bias"),
            ("d z_mlp branches 7 weight_u", "d.z_mlp.linear8.weight_u"),
        ] {
            let path: Vec<String> = path.split(' ').map(String::from).collect();
            assert_eq!(published(&path), name);
        }
    }
}
