/// The studio: pages that show runs live, models, corpus and evaluations, and a chat. Thin: what it
/// shows comes through [ai.inhouse.web.StudioData], what it asks models goes through `serving`.
@NullMarked
package ai.inhouse.web;

import org.jspecify.annotations.NullMarked;
