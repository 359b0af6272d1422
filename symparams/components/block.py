"""A transformer's block: attention and feed-forward, and where the norms stand."""

from collections.abc import Callable

from symparams.algebra.tree import Component
from symparams.components.norm import rms_norm

Norm = Callable[[str], Component]


def pre_norm_block(
    attention: Component, feed_forward: Component, norm: Norm = rms_norm
) -> Component:
    """A norm before each part (Xiong et al. 2020, figure 1b): two norms.

    >>> from symparams.components import attention, feedforward
    >>> [part.name for part in pre_norm_block(attention(), feedforward()).parts]
    ['attention_norm', 'attention', 'feed_forward_norm', 'feed_forward']
    """
    return norm("attention_norm") + attention + norm("feed_forward_norm") + feed_forward


def post_norm_block(
    attention: Component, feed_forward: Component, norm: Norm = rms_norm
) -> Component:
    """A norm after each part (Vaswani et al. 2017, §3.1): two norms."""
    return attention + norm("attention_norm") + feed_forward + norm("feed_forward_norm")


def sandwich_block(
    attention: Component, feed_forward: Component, norm: Norm = rms_norm
) -> Component:
    """A norm before and after each part (Ding et al. 2021, §3.2; Gemma 2): four norms."""
    return (
        norm("attention_norm")
        + attention
        + norm("attention_post_norm")
        + norm("feed_forward_norm")
        + feed_forward
        + norm("feed_forward_post_norm")
    )


def parallel_block(
    attention: Component, feed_forward: Component, norm: Norm = rms_norm
) -> Component:
    """Attention and feed-forward side by side behind one norm (Wang and Komatsuzaki 2021)."""
    return norm("norm") + attention + feed_forward
